import { problems } from '@etui/shared/wire/problem.ts'
import type { RefusalCode } from '@etui/shared/refusal.ts'

/** Why the sign-in ended, as the return left it in the address (`/?refused=<code>`); the address is cleaned of it. */
export function takeRefused(
  page: Pick<Window, 'location' | 'history'> = window,
): RefusalCode | undefined {
  const code = new URLSearchParams(page.location.search).get('refused')
  if (code === null) return undefined
  page.history.replaceState(null, '', page.location.pathname)
  return isCode(code) ? code : 'sign-in-failed'
}

function isCode(code: string): code is RefusalCode {
  return Object.hasOwn(problems, code)
}
