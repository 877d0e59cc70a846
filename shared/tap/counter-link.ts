import { fromBase64url, toBase64url } from '../bytes/base64url.ts'
import type { Bytes } from '../bytes/bytes.ts'
import { fromHex } from '../bytes/hex.ts'

/** What a counter's code or tag leads a phone to (PRESENTATION.md, "NFC"). */
export type CounterLink =
  /** the counter's own challenge, its CBOR: answered without network */
  | { readonly kind: 'challenge'; readonly challenge: Bytes }
  /** a plain tag: the server knows what this counter asks now */
  | { readonly kind: 'counter'; readonly counterId: string }
  /** an NTAG 424: the same, and what the chip says of itself at this tap (16 and 8 bytes) */
  | {
      readonly kind: 'chip'
      readonly tagId: string
      readonly enciphered: Bytes
      readonly mac: Bytes
    }

/** The page of the card's origin that every link leads to; what follows `#` is sent to no server. */
const path = '/t'

export function challengeLink(cardOrigin: string, challenge: Bytes): string {
  return `${cardOrigin}${path}#c=${toBase64url(challenge)}`
}

export function counterLink(cardOrigin: string, counterId: string): string {
  return `${cardOrigin}${path}#k=${counterId}`
}

/** What an NTAG 424 is given: at each tap it writes its message in the place of the zeros (NXP AN12196, 3.2). */
export function chipLink(cardOrigin: string, tagId: string): string {
  return `${cardOrigin}${path}#n=${tagId}&e=${'0'.repeat(32)}&m=${'0'.repeat(16)}`
}

/**
 * Reads a link of this app. `foreign` leads elsewhere, or is no link of a counter; `malformed` is one of ours that does
 * not hold. That a challenge is one is for `readChallenge` to say.
 */
export function readCounterLink(
  text: string,
  cardOrigin: string,
): CounterLink | 'foreign' | 'malformed' {
  const start = `${cardOrigin}${path}#`
  if (!text.startsWith(start)) return 'foreign'
  const told = new URLSearchParams(text.slice(start.length))
  const names = [...told.keys()].join()
  const value = (name: string) => told.get(name) ?? ''
  if (names === 'c') return readChallengePart(value('c'))
  if (names === 'k')
    return idForm.test(value('k')) ? { kind: 'counter', counterId: value('k') } : 'malformed'
  if (names !== 'n,e,m') return 'malformed'
  const isWhole =
    idForm.test(value('n')) &&
    /^[0-9A-Fa-f]{32}$/.test(value('e')) &&
    /^[0-9A-Fa-f]{16}$/.test(value('m'))
  if (!isWhole) return 'malformed'
  const [enciphered, mac] = [fromHex(value('e')), fromHex(value('m'))]
  return { kind: 'chip', tagId: value('n'), enciphered, mac }
}

/** Ids of counters and tags: 8 characters of base64url. */
const idForm = /^[A-Za-z0-9_-]{8}$/

/** A challenge with a long name has some 120 bytes; a tag or a code that holds ten times that is none. */
const longest = 1_024

function readChallengePart(part: string): CounterLink | 'malformed' {
  if (!/^[A-Za-z0-9_-]+$/.test(part) || part.length > longest) return 'malformed'
  try {
    return { kind: 'challenge', challenge: fromBase64url(part) }
  } catch {
    // Its length or its last character is none of base64url's: there is nothing more to say of it.
    return 'malformed'
  }
}
