import { deflateSync } from 'fflate'
import type { Bytes } from '../bytes/bytes.ts'
import { toBase64url } from '../bytes/base64url.ts'
import type { Signer } from '../cose/sign1.ts'
import type { Ephemeral, Sealed, SealingCryptography } from './cryptography.ts'
import { sealKeyOf, sharedSecretOf, type SealKey } from './hpke.ts'

/*
 * The phone's half of the browser's cryptography: it seals and signs, and opens what comes to its mailbox. The half that
 * reads frames, with inflation and point expansion, is platform-web-reading.ts, which a phone never loads.
 */

/** A P-256 private key: its secret scalar of 32 bytes and its uncompressed point of 65. */
export interface PrivateKeyBytes {
  readonly secret: Bytes
  readonly publicKey: Bytes
}

/** What the phone seals with, on WebCrypto. */
export const webSealing: SealingCryptography = {
  sha256,
  deflate,
  makeEphemeral,
  seal,
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** Level 9: a few bytes decide whether a frame fits its length, and the input is short. */
function deflate(bytes: Bytes, dictionary: Bytes): Bytes {
  return new Uint8Array(deflateSync(bytes, { dictionary, level: 9 }))
}

/** Signs with an ECDSA P-256 key. */
export function signerOf(key: CryptoKey): Signer {
  return async (message) =>
    new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, message))
}

/** A key for `openSealed` and for a counter's openers, not extractable. */
export function importAgreementKey({ secret, publicKey }: PrivateKeyBytes): Promise<CryptoKey> {
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: toBase64url(secret),
    x: toBase64url(publicKey.subarray(1, 33)),
    y: toBase64url(publicKey.subarray(33, 65)),
  }
  return crypto.subtle.importKey('jwk', jwk, agreement, false, ['deriveBits'])
}

async function makeEphemeral(): Promise<Ephemeral> {
  const pair = await crypto.subtle.generateKey(agreement, false, ['deriveBits'])
  return ephemeralOf(pair.privateKey, new Uint8Array(await exportPoint(pair.publicKey)))
}

/** An ephemeral of known keys: for vectors, never for a frame. */
export function ephemeralOf(privateKey: CryptoKey, publicKey: Bytes): Ephemeral {
  return { publicKey, agree: (other) => agree(privateKey, other) }
}

async function seal(
  recipient: Bytes,
  aad: Bytes,
  plaintext: Bytes,
  ephemeral?: Ephemeral,
): Promise<Sealed> {
  const { publicKey: encapsulated, agree: agreeWith } = ephemeral ?? (await makeEphemeral())
  const agreed = await agreeWith(recipient)
  const shared = await sharedSecretOf(hkdf, agreed, encapsulated, recipient)
  const { key, parameters } = await aesOf(await sealKeyOf(hkdf, shared), 'encrypt', aad)
  const ciphertext = new Uint8Array(await crypto.subtle.encrypt(parameters, key, plaintext))
  return { encapsulated, ciphertext }
}

/**
 * Opens an HPKE message (RFC 9180, base mode, COSE HPKE-0, info empty) with an ECDH key and its own uncompressed point.
 * Undefined when it does not open, or `encapsulated` is no uncompressed point of the curve.
 */
export async function openSealed(
  privateKey: CryptoKey,
  publicKey: Bytes,
  { encapsulated, ciphertext }: Sealed,
  aad: Bytes,
): Promise<Bytes | undefined> {
  try {
    const agreed = await agree(privateKey, encapsulated)
    const shared = await sharedSecretOf(hkdf, agreed, encapsulated, publicKey)
    const { key, parameters } = await aesOf(await sealKeyOf(hkdf, shared), 'decrypt', aad)
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, ciphertext))
  } catch (error) {
    // What a stranger's bytes can cause: no such point (DataError), no such tag (OperationError).
    if (error instanceof DOMException) return undefined
    throw error
  }
}

const agreement = { name: 'ECDH', namedCurve: 'P-256' } as const

function exportPoint(key: CryptoKey): Promise<ArrayBuffer> {
  return crypto.subtle.exportKey('raw', key)
}

async function agree(privateKey: CryptoKey, point: Bytes): Promise<Bytes> {
  const other = await crypto.subtle.importKey('raw', point, agreement, false, [])
  const parameters = { name: 'ECDH', public: other }
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, privateKey, 256))
}

async function hkdf(salt: Bytes, input: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', input, 'HKDF', false, ['deriveBits'])
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info }
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, length * 8))
}

async function aesOf(seals: SealKey, use: 'encrypt' | 'decrypt', aad: Bytes) {
  const key = await crypto.subtle.importKey('raw', seals.key, 'AES-GCM', false, [use])
  const parameters = { name: 'AES-GCM', iv: seals.nonce, additionalData: aad, tagLength: 128 }
  return { key, parameters }
}
