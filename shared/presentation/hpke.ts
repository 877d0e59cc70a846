import type { Awaitable, Bytes } from '../bytes/bytes.ts'
import { concatBytes, utf8 } from '../bytes/bytes.ts'
import { fromHex } from '../bytes/hex.ts'

/** HKDF with SHA-256 (RFC 5869): extract and expand. */
export type Hkdf = (salt: Bytes, input: Bytes, info: Bytes, length: number) => Awaitable<Bytes>

export interface SealKey {
  /** AES-128-GCM, 16 bytes. */
  readonly key: Bytes
  /** 12 bytes; a key seals once, so the base nonce is the nonce. */
  readonly nonce: Bytes
}

const none: Bytes = new Uint8Array()
const version = utf8('HPKE-v1')
/** "KEM" and DHKEM(P-256, HKDF-SHA256). */
const kemSuite = concatBytes(utf8('KEM'), fromHex('0010'))
/** "HPKE", that KEM, HKDF-SHA256, AES-128-GCM. */
const suite = concatBytes(utf8('HPKE'), fromHex('001000010001'))

/** Mode base, then LabeledExtract of an empty psk_id and of an empty info: constants of this suite. */
const scheduleContext = concatBytes(
  fromHex('00'),
  fromHex('b88d4e6d91759e65e87c470e8b9141113e9ad5f0c8ceefc1e088c82e69805007'),
  fromHex('bacd7e6f9d31c2ba366a9561be6285beeb0f6ee74a20ce2908bcaff29dbe5687'),
)
const keyInput = concatBytes(version, suite, utf8('secret'))
const keyInfo = expandInfo(16, suite, 'key', scheduleContext)
const nonceInfo = expandInfo(12, suite, 'base_nonce', scheduleContext)
const dhInput = concatBytes(version, kemSuite, utf8('eae_prk'))

/**
 * The shared secret of DHKEM (RFC 9180, section 4.1): `agreed` is x of the product, the two public keys are uncompressed
 * points of 65 bytes.
 */
export function sharedSecretOf(
  hkdf: Hkdf,
  agreed: Bytes,
  encapsulated: Bytes,
  recipient: Bytes,
): Awaitable<Bytes> {
  const context = concatBytes(encapsulated, recipient)
  const info = expandInfo(32, kemSuite, 'shared_secret', context)
  return hkdf(none, concatBytes(dhInput, agreed), info, 32)
}

/** Key and nonce of base mode with an empty info (RFC 9180, section 5.1). */
export async function sealKeyOf(hkdf: Hkdf, sharedSecret: Bytes): Promise<SealKey> {
  const key = hkdf(sharedSecret, keyInput, keyInfo, 16)
  const nonce = hkdf(sharedSecret, keyInput, nonceInfo, 12)
  return { key: await key, nonce: await nonce }
}

function expandInfo(length: number, suiteId: Bytes, label: string, context: Bytes): Bytes {
  return concatBytes(new Uint8Array([0, length]), version, suiteId, utf8(label), context)
}
