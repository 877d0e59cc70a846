import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { utf8 } from '@etui/shared/bytes/bytes.ts'
import type { Device } from '../vault/device-keys.ts'

export interface ProofClaims {
  /** the HTTP method */
  readonly htm: string
  /** origin and path, without query */
  readonly htu: string
  /** seconds */
  readonly iat: number
  readonly nonce: string | null
}

/** A DPoP proof by the device key (RFC 9449, section 4.2), good for one request. */
export async function signProof(
  device: Pick<Device, 'privateKey' | 'jwk'>,
  claims: ProofClaims,
): Promise<string> {
  const { nonce, ...rest } = claims
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: device.jwk }
  const payload = { jti: crypto.randomUUID(), ...rest, ...(nonce === null ? {} : { nonce }) }
  const message = `${encode(header)}.${encode(payload)}`
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    device.privateKey,
    utf8(message),
  )
  return `${message}.${toBase64url(new Uint8Array(signature))}`
}

function encode(part: object): string {
  return toBase64url(utf8(JSON.stringify(part)))
}
