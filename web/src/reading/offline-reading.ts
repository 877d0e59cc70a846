import type { Verification } from '@etui/shared/presentation/verification.ts'
import { cardCover } from './card-cover.ts'
import { personOf } from './reading-result.ts'
import type { ReadingResult, ReadingSource } from './reading-result.ts'

export interface OfflineFacts {
  /** milliseconds, by the server's clock as this workstation knows it */
  readonly readAt: number
  readonly source: ReadingSource
  /** whether this machine's own clock is in doubt */
  readonly isClockDoubtful: boolean
  readonly counterId: string
}

/** Verdicts that tell whose card it was: it is genuine, and its holder's phone showed it. The server tells the same. */
const tellsPerson: readonly string[] = ['valid', 'specimen', 'revoked', 'replayed']

/** A verification made here as the screen tells it. A name on a forgery is nobody's, and is not told. */
export function offlineReading(verified: Verification, facts: OfflineFacts): ReadingResult {
  const { readAt, source } = facts
  const { card } = verified
  const base = { verdict: verified.verdict, readAt, source }
  const isTold = card && tellsPerson.includes(verified.verdict)
  const told = isTold ? { person: personOf(card), cover: cardCover(card) } : {}
  return { ...base, ...told, ...reasonOf(verified, facts) }
}

function reasonOf(verified: Verification, facts: OfflineFacts): Partial<ReadingResult> {
  switch (verified.verdict) {
    case 'valid':
    case 'specimen':
      return {
        ...(verified.isSlow ? { isSlow: true } : {}),
        ...(verified.isSameScan ? { isRepeat: true } : {}),
      }
    case 'stale':
    case 'clock':
      return {
        secondsOff: verified.secondsOff,
        likelierOff: facts.isClockDoubtful ? 'station' : 'phone',
      }
    case 'expired':
      return { expiredAt: verified.expiredAt * 1000 }
    case 'replayed': {
      const { at, counterId } = verified.earlier
      const isHere = counterId === undefined || counterId === facts.counterId
      return { previous: { ...(at === undefined ? {} : { at: at * 1000 }), isHere } }
    }
    case 'key-missing':
      return { missing: verified.reason }
    case 'audience':
      return { audience: verified.reason === 'other-counter' ? 'other-counter' : 'challenge' }
    case 'malformed':
      return { malformed: verified.reason }
    default:
      return {}
  }
}
