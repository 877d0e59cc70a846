import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { concatBytes } from '@etui/shared/bytes/bytes.ts'
import { keyIdOf } from '@etui/shared/cose/thumbprint.ts'
import type { StoredKey } from './key-file.ts'
import type { SigningKey } from './keys.ts'

/** A new P-256 private key, as PKCS #8 in base64. */
export function drawPkcs8(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')
}

export function privateKeyOf(pkcs8: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), type: 'pkcs8', format: 'der' })
}

/** The public half as an uncompressed point, 65 bytes. */
export function pointOf(privateKey: KeyObject): Bytes {
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' })
  return concatBytes(Uint8Array.of(4), coordinate(x), coordinate(y))
}

/** The private scalar, 32 bytes. */
export function scalarOf(privateKey: KeyObject): Bytes {
  return coordinate(privateKey.export({ format: 'jwk' }).d)
}

/** ES256: 64 bytes, r then s (P1363). */
export function signEs256(privateKey: KeyObject, message: Uint8Array): Bytes {
  return new Uint8Array(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
}

/** SHA-256, as shared/cose asks for it. */
export function sha256(bytes: Uint8Array): Bytes {
  return new Uint8Array(createHash('sha256').update(bytes).digest())
}

/** The signing key that lies in the file, ready for use. */
export async function signingKeyOf(stored: StoredKey): Promise<SigningKey> {
  const privateKey = privateKeyOf(stored.pkcs8)
  const point = pointOf(privateKey)
  return {
    kid: await keyIdOf(point, sha256),
    point,
    from: new Date(stored.from),
    until: stored.until === undefined ? undefined : new Date(stored.until),
    sign: (message) => signEs256(privateKey, message),
  }
}

function coordinate(text: string | undefined): Bytes {
  const bytes = new Uint8Array(Buffer.from(text ?? '', 'base64url'))
  if (bytes.length !== 32) throw new TypeError('not a key on P-256')
  return bytes
}
