import { expect } from '@playwright/test'
import type { Hosts } from './hosts.ts'

/** The letters the demonstration has sent to an address, newest first, as `/demo/outbox` shows them. */
export async function lettersTo(hosts: Hosts, email: string): Promise<string[]> {
  const response = await fetch(`${hosts.card}/demo/outbox`)
  const text = plain(await response.text())
  // Each letter begins with the address it goes to.
  return text.split(/(?=\b[\w.+-]+@example\.org\b)/).filter((letter) => letter.startsWith(email))
}

/** The six digits of the newest letter to an address, once there is one that is not among those seen. */
export async function newestCode(hosts: Hosts, email: string, seen: readonly string[] = []) {
  let code = ''
  await expect(async () => {
    const [letter = ''] = await lettersTo(hosts, email)
    code = /(?<!\d)(\d{3})[\s\u00a0\u202f]?(\d{3})(?!\d)/.exec(letter)?.slice(1).join('') ?? ''
    expect(code).toMatch(/^\d{6}$/)
    expect(seen).not.toContain(code)
  }).toPass({ timeout: 10_000 })
  return code
}

function plain(html: string): string {
  return html
    .replaceAll(/<style[\s\S]*?<\/style>|<head[\s\S]*?<\/head>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
}
