import type { Verdict } from '@etui/shared/presentation/verification.ts'
import type { Reading } from '@etui/shared/wire/counter.ts'
import type { ReadingResult } from './reading-result.ts'

/** Every verdict, so that a newer server's word is never taken for one of them. */
const verdicts: Readonly<Record<Verdict, true>> = {
  valid: true,
  specimen: true,
  stale: true,
  clock: true,
  expired: true,
  revoked: true,
  replayed: true,
  audience: true,
  signature: true,
  'issuer-unknown': true,
  malformed: true,
  'key-missing': true,
  version: true,
  'online-only': true,
  unreadable: true,
  foreign: true,
}

/**
 * The server's reading as the screen tells it. A verdict this page does not know is `version`: the page is older than
 * the server, and nothing unknown may look green.
 */
export function onlineReading(reading: Reading): ReadingResult {
  const { verdict, previous, ...rest } = reading
  const known = isVerdict(verdict) ? verdict : 'version'
  return {
    verdict: known,
    readAt: rest.readAt,
    source: { kind: 'online' },
    ...pick(rest, [
      'person',
      'rights',
      'cardIssuedAt',
      'context',
      'beneficiaries',
      'secondsOff',
      'expiredAt',
      'blockedAt',
      'audience',
      'isFlagged',
      'isRepeat',
    ]),
    // The server keeps the time: if a proof is off, the phone is.
    ...(known === 'clock' || known === 'stale' ? { likelierOff: 'phone' as const } : {}),
    ...(previous === undefined
      ? {}
      : {
          previous: {
            at: previous.readAt,
            isHere: previous.isHere,
            ...(previous.counterName === undefined ? {} : { counterName: previous.counterName }),
          },
        }),
  }
}

function isVerdict(word: string): word is Verdict {
  return Object.hasOwn(verdicts, word)
}

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  const present = names.filter((name) => from[name] !== undefined)
  // Built from exactly those names; optional ones may be missing in both types.
  return Object.fromEntries(present.map((name) => [name, from[name]])) as Pick<T, K>
}
