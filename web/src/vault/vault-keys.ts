import { concatBytes, utf8, type Bytes } from '@etui/shared/bytes/bytes.ts'

const proofLabel = 'etui proof'
const materialLabel = 'etui key'
const leaseLabel = 'etui lease'

/** What the server compares for a code: HMAC(device secret, "etui proof" | code). */
export async function codeProof(secret: CryptoKey, code: string): Promise<Bytes> {
  return hmac(secret, concatBytes(utf8(proofLabel), utf8(code)))
}

/**
 * The key that wraps the vault key by code: HKDF(ikm the server's share, salt HMAC(device secret, "etui key" | code)).
 * The second label keeps the server from ever holding both inputs.
 */
export async function codeWrappingKey(
  secret: CryptoKey,
  code: string,
  share: Bytes,
): Promise<CryptoKey> {
  const material = await hmac(secret, concatBytes(utf8(materialLabel), utf8(code)))
  return wrappingKey(share, material, 'etui vault code 1')
}

/** The key that wraps the vault key by passkey: HKDF(ikm the PRF's output, salt random and kept here). */
export async function passkeyWrappingKey(prfOutput: Bytes, hkdfSalt: Bytes): Promise<CryptoKey> {
  return wrappingKey(prfOutput, hkdfSalt, 'etui vault passkey 1')
}

/** The key that wraps the card key for a lease: the code stretched, then mixed with the device secret. */
export async function leaseWrappingKey(
  secret: CryptoKey,
  stretched: Bytes,
  salt: Bytes,
): Promise<CryptoKey> {
  const mixed = await hmac(secret, concatBytes(utf8(leaseLabel), stretched))
  return wrappingKey(mixed, salt, 'etui vault lease 1')
}

async function hmac(secret: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', secret, message))
}

async function wrappingKey(ikm: Bytes, salt: Bytes, info: string): Promise<CryptoKey> {
  if (ikm.length !== 32) throw new TypeError('a wrapping key is derived from 32 bytes')
  const base = await crypto.subtle.importKey('raw', ikm, 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info: utf8(info) },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['wrapKey', 'unwrapKey'],
  )
}
