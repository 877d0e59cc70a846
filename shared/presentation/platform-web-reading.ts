import { p256 } from '@noble/curves/nist.js'
import type { Bytes } from '../bytes/bytes.ts'
import type { Verifier } from '../cose/sign1.ts'
import type { Opener, ReadingCryptography } from './cryptography.ts'
import { inflateExactly } from './inflate.ts'
import { openSealed, sha256 } from './platform-web.ts'

/** What a counter reads frames with, on WebCrypto, which takes no compressed point: those are expanded here. */
export const webReading: ReadingCryptography = {
  sha256,
  verifier,
  inflate: inflateExactly,
}

/** Opens what is sealed to one group key: an ECDH key (`importAgreementKey`) and its uncompressed point. */
export function openerOf(privateKey: CryptoKey, publicKey: Bytes): Opener {
  return async (point, aad, ciphertext) => {
    const encapsulated = expandPoint(point)
    if (encapsulated === undefined) return undefined
    return openSealed(privateKey, publicKey, { encapsulated, ciphertext }, aad)
  }
}

async function verifier(point: Bytes): Promise<Verifier | undefined> {
  const expanded = expandPoint(point)
  if (expanded === undefined) return undefined
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const key = await crypto.subtle.importKey('raw', expanded, algorithm, false, ['verify'])
  return (message, signature) =>
    crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, message)
}

/** The 65 bytes of a point given in 33 or 65; undefined when it is not on the curve. */
function expandPoint(point: Bytes): Bytes | undefined {
  try {
    return new Uint8Array(p256.Point.fromBytes(point).toBytes(false))
  } catch {
    return undefined
  }
}
