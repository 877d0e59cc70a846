import type { RefusalCode } from '@etui/shared/refusal.ts'
import {
  type PracticeOperation,
  practiceOperations,
  practicePrefix,
  practiceScopes,
  practiceShapes,
  takeToken,
} from '@etui/shared/wire/practice.ts'
import { describeApi, type JsonObject } from '../http/openapi.ts'

/** What a browser is refused, and a program never is: it has a counter, and no session. */
const ofBrowsers = new Set<RefusalCode>(['sign-in-needed', 'counter-unknown'])
const ofPrograms: readonly RefusalCode[] = [
  'token-missing',
  'token-unknown',
  'token-expired',
  'client-revoked',
  'scope-missing',
]
const ofAnybody: readonly RefusalCode[] = ['limit-reached']

/** Where a program asks for its token. */
export function tokenUrl(counterOrigin: string): string {
  return counterOrigin + practicePrefix + takeToken.url
}

/** The API of practice software as it is on this counter's origin. */
export function describePracticeApi(counterOrigin: string): JsonObject {
  return describeApi({
    info: {
      title: 'Étui for practice software',
      version: '1.0.0',
      summary: 'Verify cards, ask for rights and identity, and bill, as a counter does',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    server: counterOrigin + practicePrefix,
    tokenUrl: tokenUrl(counterOrigin),
    scopes: practiceScopes,
    shapes: practiceShapes,
    operations: practiceOperations.map((operation) => ({
      ...operation,
      problems: problemsOf(operation),
    })),
  })
}

function problemsOf({ endpoint: { problems = [] }, scope }: PracticeOperation): RefusalCode[] {
  if (scope === undefined) return [...new Set([...problems, ...ofAnybody])]
  const own = problems.filter((code) => !ofBrowsers.has(code))
  return [...new Set<RefusalCode>(['request-malformed', ...ofPrograms, ...own, ...ofAnybody])]
}
