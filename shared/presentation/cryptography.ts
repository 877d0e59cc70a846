import type { Awaitable, Bytes } from '../bytes/bytes.ts'
import type { Sha256 } from '../cose/thumbprint.ts'
import type { Verifier } from '../cose/sign1.ts'

/** A key pair for one seal, so that its making need not be waited for when a frame is wanted. */
export interface Ephemeral {
  /** Uncompressed P-256 point, 65 bytes. */
  readonly publicKey: Bytes
  /** x of the product with another's uncompressed point, 32 bytes. */
  agree(publicKey: Bytes): Awaitable<Bytes>
}

/** An HPKE message (RFC 9180, base mode, COSE HPKE-0, info empty). */
export interface Sealed {
  /** The ephemeral public key, an uncompressed point of 65 bytes. */
  readonly encapsulated: Bytes
  /** With its 16-byte tag. */
  readonly ciphertext: Bytes
}

/** What the phone needs to make a frame. */
export interface SealingCryptography {
  readonly sha256: Sha256
  /** Raw DEFLATE (RFC 1951) with a preset dictionary. */
  deflate(bytes: Bytes, dictionary: Bytes): Awaitable<Bytes>
  makeEphemeral(): Awaitable<Ephemeral>
  /** Seals to an uncompressed point of 65 bytes. An ephemeral serves once. */
  seal(recipient: Bytes, aad: Bytes, plaintext: Bytes, ephemeral?: Ephemeral): Awaitable<Sealed>
}

/** Opens what was sealed to one group key; undefined when it does not open. `point` is compressed, 33 bytes. */
export type Opener = (point: Bytes, aad: Bytes, ciphertext: Bytes) => Awaitable<Bytes | undefined>

/** What a counter or the server needs to read a frame. */
export interface ReadingCryptography {
  readonly sha256: Sha256
  /**
   * The verifier of a P-256 key given as a compressed (33 bytes) or uncompressed (65 bytes) point; undefined when that
   * is no point of the curve.
   */
  verifier(point: Bytes): Awaitable<Verifier | undefined>
  /**
   * Inflates raw DEFLATE with a preset dictionary. Undefined when the stream is wrong, does not end exactly at the last
   * byte, or holds more than `limit` bytes.
   */
  inflate(bytes: Bytes, dictionary: Bytes, limit: number): Awaitable<Bytes | undefined>
}
