import { Integer, String } from 'typebox'

/** Bytes as base64url without padding; `length` is that of the bytes. */
export function Bytes(length: number) {
  const characters = Math.ceil((length * 4) / 3)
  return String({ minLength: characters, maxLength: characters, pattern: '^[A-Za-z0-9_-]*$' })
}

/** An instant, in milliseconds since 1970 (UTC). */
export function Instant() {
  return Integer({ minimum: 0 })
}

/** Six decimal digits. */
export function SixDigits() {
  return String({ pattern: '^[0-9]{6}$' })
}

/** A counter's challenge, its CBOR as base64url: a name of 60 characters makes it some 300 bytes at most. */
export function ChallengeBytes() {
  return String({ maxLength: 800, pattern: '^[A-Za-z0-9_-]*$' })
}
