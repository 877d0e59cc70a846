import type { Bytes } from '../bytes/bytes.ts'
import { CborReader } from '../cbor/cbor-reader.ts'
import { encodeCbor, type CborValue } from '../cbor/cbor-writer.ts'
import type { Sha256 } from '../cose/thumbprint.ts'

/** Seconds that a counter's challenge lives (PRESENTATION.md, "Time and replay"). */
export const CHALLENGE_LIFE = 120

/** What a counter asks a phone to answer (PRESENTATION.md, "NFC"). */
export interface Challenge {
  readonly counterId: string
  /** 16 random bytes. */
  readonly nonce: Bytes
  /** Unix seconds; from this second on it is dead. */
  readonly expiresAt: number
  /** Shown on the phone, and signed for. */
  readonly name: string
  /** 1 write-back, 2 relay. */
  readonly flags: number
}

export function encodeChallenge(challenge: Challenge): Bytes {
  if (challenge.nonce.length !== 16) throw new TypeError('a nonce has 16 bytes')
  return encodeCbor(
    new Map<number, CborValue>([
      [1, challenge.counterId],
      [2, challenge.nonce],
      [3, challenge.expiresAt],
      [5, challenge.name],
      [6, challenge.flags],
    ]),
  )
}

/** Reads a challenge from a tag or a QR code. Throws CborError: anyone can print one. */
export function readChallenge(bytes: Bytes): Challenge {
  const reader = new CborReader(bytes)
  const map = reader.map()
  map.need(1)
  const counterId = reader.text()
  map.need(2)
  const nonce = reader.bytes(16)
  map.need(3)
  const expiresAt = reader.unsigned()
  map.need(5)
  const name = reader.text()
  map.need(6)
  const flags = reader.unsigned()
  map.end()
  reader.end()
  return { counterId, nonce, expiresAt, name, flags }
}

/** What a proof carries of a challenge: the first 16 bytes of its SHA-256. */
export async function challengeHash(challenge: Bytes, sha256: Sha256): Promise<Bytes> {
  return (await sha256(challenge)).slice(0, 16)
}
