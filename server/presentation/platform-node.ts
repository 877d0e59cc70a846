import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  decapsulate,
  diffieHellman,
  ECDH,
  encapsulate,
  generateKeyPairSync,
  hash,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { concatBytes, type Bytes } from '@etui/shared/bytes/bytes.ts'
import type { Signer, Verifier } from '@etui/shared/cose/sign1.ts'
import type {
  Ephemeral,
  Opener,
  ReadingCryptography,
  Sealed,
  SealingCryptography,
} from '@etui/shared/presentation/cryptography.ts'
import { sealKeyOf, sharedSecretOf } from '@etui/shared/presentation/hpke.ts'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { inflateExactly } from '@etui/shared/presentation/inflate.ts'
import { KeptVerifiers } from './kept-verifiers.ts'

/** A P-256 private key: its secret scalar of 32 bytes and its uncompressed point of 65. */
export interface PrivateKeyBytes {
  readonly secret: Bytes
  readonly publicKey: Bytes
}

/**
 * The presentation format's cryptography on Node, for counters' online verification and for sealing to phones.
 * Imported verification keys are kept (the most recent 20,000), since importing one costs half a verification.
 */
export function createNodeCryptography(): ReadingCryptography & SealingCryptography {
  const kept = new KeptVerifiers(20_000, verifierOf)
  return {
    sha256,
    verifier: (point) => kept.get(point),
    // As fast as zlib on a presentation, without its memory outside the heap, and exact about the end.
    inflate: inflateExactly,
    deflate: (bytes, dictionary) => bytesOf(deflateRawSync(bytes, { dictionary, level: 9 })),
    makeEphemeral,
    seal,
  }
}

export function sha256(bytes: Bytes): Bytes {
  return bytesOf(hash('sha256', bytes, 'buffer'))
}

/** Signs with a P-256 private key. */
export function signerOf(key: KeyObject): Signer {
  const options = { key, dsaEncoding: 'ieee-p1363' } as const
  return (message) => bytesOf(sign('sha256', message, options))
}

export function importPrivateKey({ secret, publicKey }: PrivateKeyBytes): KeyObject {
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: toBase64url(secret),
    x: toBase64url(publicKey.subarray(1, 33)),
    y: toBase64url(publicKey.subarray(33, 65)),
  }
  return createPrivateKey({ key: jwk, format: 'jwk' })
}

/** Throws what node:crypto throws when the point is not on the curve. */
export function importPublicKey(point: Bytes): KeyObject {
  const format = { format: 'raw-public', asymmetricKeyType: 'ec', namedCurve: 'P-256' } as const
  return createPublicKey({ key: point, ...format })
}

function verifierOf(point: Bytes): Verifier | undefined {
  let key: KeyObject
  try {
    key = importPublicKey(point)
  } catch {
    return undefined
  }
  const options = { key, dsaEncoding: 'ieee-p1363' } as const
  return (message, signature) => verify('sha256', message, options, signature)
}

/**
 * Opens what is sealed to one P-256 key. Node's `decapsulate` is RFC 9180's DHKEM; it takes the uncompressed point, which
 * `convertKey` makes and checks.
 */
export function openerOf(privateKey: KeyObject): Opener {
  return async (point, aad, ciphertext) => {
    let sharedSecret: Buffer
    try {
      const encapsulated = ECDH.convertKey(
        point,
        'prime256v1',
        undefined,
        undefined,
        'uncompressed',
      )
      // Asked for bytes and given no text encoding, it answers bytes.
      sharedSecret = decapsulate(privateKey, encapsulated as Buffer)
    } catch {
      return undefined
    }
    const { key, nonce } = await sealKeyOf(hkdf, bytesOf(sharedSecret))
    return openAes(key, nonce, aad, ciphertext)
  }
}

function openAes(key: Bytes, nonce: Bytes, aad: Bytes, ciphertext: Bytes): Bytes | undefined {
  const end = ciphertext.length - tagLength
  if (end < 0) return undefined
  const decipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: tagLength })
  decipher.setAAD(aad).setAuthTag(ciphertext.subarray(end))
  const plaintext = decipher.update(ciphertext.subarray(0, end))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return bytesOf(plaintext)
}

async function seal(
  recipient: Bytes,
  aad: Bytes,
  plaintext: Bytes,
  ephemeral?: Ephemeral,
): Promise<Sealed> {
  const { encapsulated, sharedSecret } =
    ephemeral === undefined ? encapsulateTo(recipient) : await agreeWith(ephemeral, recipient)
  const { key, nonce } = await sealKeyOf(hkdf, sharedSecret)
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(aad)
  const ciphertext = concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
  return { encapsulated, ciphertext }
}

/** RFC 9180's DHKEM to an uncompressed point; both answers are as it says. Throws for a point off the curve. */
export function encapsulateTo(recipient: Bytes): { encapsulated: Bytes; sharedSecret: Bytes } {
  const { ciphertext, sharedKey } = encapsulate(importPublicKey(recipient))
  return { encapsulated: bytesOf(ciphertext), sharedSecret: bytesOf(sharedKey) }
}

async function agreeWith(
  ephemeral: Ephemeral,
  recipient: Bytes,
): Promise<{ encapsulated: Bytes; sharedSecret: Bytes }> {
  const encapsulated = ephemeral.publicKey
  const agreed = await ephemeral.agree(recipient)
  return { encapsulated, sharedSecret: await sharedSecretOf(hkdf, agreed, encapsulated, recipient) }
}

function makeEphemeral(): Ephemeral {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return ephemeralOf(privateKey, bytesOf(publicKey.export({ format: 'raw-public' })))
}

/** An ephemeral of known keys: for vectors, never for a frame. */
export function ephemeralOf(privateKey: KeyObject, publicKey: Bytes): Ephemeral {
  return {
    publicKey,
    agree: (other) => bytesOf(diffieHellman({ privateKey, publicKey: importPublicKey(other) })),
  }
}

/**
 * HKDF by two one-shot hashes a step: half the time of `hkdfSync`, which makes a job and a key object each call. A salt
 * of at most one block and a length of at most one hash are all that the seal asks for.
 */
export function hkdf(salt: Bytes, input: Bytes, info: Bytes, length: number): Bytes {
  return hmac(hmac(salt, input), concatBytes(info, lastBlock)).slice(0, length)
}

const lastBlock = Uint8Array.of(1)
const blockLength = 64

/** HMAC-SHA-256 (RFC 2104) with a key of at most one block. */
function hmac(key: Bytes, message: Bytes): Bytes {
  const inner = new Uint8Array(blockLength + message.length).fill(0x36, 0, blockLength)
  const outer = new Uint8Array(blockLength + 32).fill(0x5c, 0, blockLength)
  for (const [at, byte] of key.entries()) {
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
  }
  inner.set(message, blockLength)
  outer.set(sha256(inner), blockLength)
  return sha256(outer)
}

const tagLength = 16

/** Node's buffers are Uint8Arrays on plain memory; what leaves this file is a Uint8Array and nothing more. */
function bytesOf(buffer: Buffer): Bytes {
  // Node makes no shared memory here, which its older signatures do not say.
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength)
}
