import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { CborError } from '@etui/shared/cbor/cbor-reader.ts'
import { CHALLENGE_LIFE, readChallenge } from '@etui/shared/presentation/challenge.ts'
import { readCounterLink } from '@etui/shared/tap/counter-link.ts'

/** What a phone may answer. Nothing in it is proven: anyone can print one, which is why the holder confirms the name. */
export interface AskedByCounter {
  readonly kind: 'asked'
  /** the challenge, its CBOR: what the answer is bound to */
  readonly bytes: Bytes
  readonly name: string
  /** milliseconds, by the server's clock */
  readonly endsAt: number
}

/**
 * Why a code is not answered. `foreign` is no link of a counter of this app; `tag` leads to a counter and asks nothing;
 * `malformed` does not hold; `expired` is over; `clock` ends later than one just made would.
 */
export type CounterCodeTrouble = 'foreign' | 'tag' | 'malformed' | 'expired' | 'clock'

/** What the camera read, or a link that was followed, at `now` (milliseconds, the server's clock). */
export function readCounterCode(
  text: string,
  { origin, now }: { readonly origin: string; readonly now: number },
): AskedByCounter | CounterCodeTrouble {
  const link = readCounterLink(text.trim(), origin)
  if (typeof link === 'string') return link
  if (link.kind !== 'challenge') return 'tag'
  const { challenge: bytes } = link
  try {
    const { name, expiresAt, counterId } = readChallenge(bytes)
    if (!isShowable(name) || !/^[A-Za-z0-9_-]{8}$/.test(counterId)) return 'malformed'
    const endsAt = expiresAt * 1000
    if (now >= endsAt) return 'expired'
    return endsAt - now > longestMs ? 'clock' : { kind: 'asked', bytes, name, endsAt }
  } catch (error) {
    if (error instanceof CborError) return 'malformed'
    throw error
  }
}

/** A minute between the two clocks is forgiven. */
const longestMs = (CHALLENGE_LIFE + 60) * 1000

/** A name that reads as it is written: nothing that hides, reverses or breaks it. */
function isShowable(name: string): boolean {
  return name.trim() !== '' && name.length <= 160 && !/[\p{C}\p{Zl}\p{Zp}]/u.test(name)
}
