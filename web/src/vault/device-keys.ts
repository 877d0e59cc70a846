import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { utf8, type Bytes } from '@etui/shared/bytes/bytes.ts'

/** What makes this phone this phone. No private half and no secret can be read out by script. */
export interface Device {
  readonly privateKey: CryptoKey
  /** the public half, members in the order RFC 7638 digests them */
  readonly jwk: DeviceJwk
  /** RFC 7638, SHA-256, base64url: names the activation or the phone at the server */
  readonly thumbprint: string
  /** HMAC-SHA-256; mixed into everything derived from the code */
  readonly secret: CryptoKey
  readonly passkey: DevicePasskey | null
}

export interface DeviceJwk {
  readonly crv: 'P-256'
  readonly kty: 'EC'
  readonly x: string
  readonly y: string
}

/** Kept here so that unlocking is one ceremony, without network. */
export interface DevicePasskey {
  readonly credentialId: string
  readonly transports: readonly string[]
  /** null while no ceremony that went through has told */
  readonly hasPrf: boolean | null
  readonly prfSalt: Bytes
  readonly hkdfSalt: Bytes
}

/** Draws a new device: ECDSA P-256 and HMAC keys that never leave the browser's key store. */
export async function drawDevice(): Promise<Device> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ])
  const secret = await crypto.subtle.generateKey(
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign'],
  )
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  if (x === undefined || y === undefined) throw new TypeError('not a key with a point')
  const jwk: DeviceJwk = { crv: 'P-256', kty: 'EC', x, y }
  return {
    privateKey: pair.privateKey,
    jwk,
    thumbprint: await thumbprintOf(jwk),
    secret,
    passkey: null,
  }
}

async function thumbprintOf(jwk: DeviceJwk): Promise<string> {
  const { crv, kty, x, y } = jwk
  const digest = await crypto.subtle.digest('SHA-256', utf8(JSON.stringify({ crv, kty, x, y })))
  return toBase64url(new Uint8Array(digest))
}
