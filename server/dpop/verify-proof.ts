import { createHash, verify } from 'node:crypto'
import { Refusal } from '@etui/shared/refusal.ts'
import type { DeviceKeys } from './device-keys.ts'
import type { Nonces } from './nonces.ts'

/** A proof may be so far from the server's clock, either way: the nonce is what makes it fresh. */
export const proofWindowMs = 300_000

export interface ProofNeeds {
  readonly keys: DeviceKeys
  readonly nonces: Nonces
}

/** The request the proof must be for. `url` is the origin and the path, without query. */
export interface ProvedRequest {
  readonly method: string
  readonly url: string
  /** milliseconds */
  readonly now: number
}

/** A proof that holds. `proofHash` names it for the table of proofs taken, until `expiresAt`. */
export interface Proof {
  readonly thumbprint: string
  readonly proofHash: Buffer
  readonly expiresAt: Date
}

const compact = /^([A-Za-z0-9_-]{1,1000})\.([A-Za-z0-9_-]{1,1000})\.([A-Za-z0-9_-]{86})$/
const coordinate = /^[A-Za-z0-9_-]{43}$/
const identifier = /^[\x21-\x7e]{16,128}$/

/**
 * Verifies a DPoP proof (RFC 9449, section 4.3) by ES256, the only algorithm taken. There is no access token here, so
 * no `ath`. Throws `proof-malformed` for a proof that is not one or not for this request, `proof-nonce` for a missing or
 * old nonce. Whether it was used before is the table's to say.
 */
export function verifyProof(text: string, request: ProvedRequest, needs: ProofNeeds): Proof {
  const parts = compact.exec(text)
  if (!parts) throw malformed('form')
  const [, header = '', payload = '', signature = ''] = parts
  const { x, y } = readHeader(readJson(header))
  const claims = readJson(payload)
  const device = deviceKey(needs.keys, x, y)
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`, 'latin1'),
    { key: device.key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  if (!isSigned) throw malformed('signature')

  const { jti, htm, htu, iat, nonce } = claims
  if (typeof jti !== 'string' || !identifier.test(jti)) throw malformed('jti')
  if (htm !== request.method) throw malformed('htm')
  if (htu !== request.url) throw malformed('htu')
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat)) throw malformed('iat')
  if (nonce === undefined) throw new Refusal('proof-nonce')
  if (typeof nonce !== 'string') throw malformed('nonce')
  if (!needs.nonces.isFresh(nonce, request.now)) throw new Refusal('proof-nonce')
  if (Math.abs(request.now - iat * 1000) > proofWindowMs) throw malformed('iat')
  return {
    thumbprint: device.thumbprint,
    proofHash: createHash('sha256').update(`${device.thumbprint} ${jti}`).digest(),
    expiresAt: new Date(iat * 1000 + proofWindowMs + 1000),
  }
}

function readHeader(header: Json): { x: string; y: string } {
  if (header['typ'] !== 'dpop+jwt') throw malformed('typ')
  if (header['alg'] !== 'ES256') throw malformed('alg')
  // No extension is understood here, so none may be critical (RFC 7515, section 4.1.11).
  if ('crit' in header) throw malformed('crit')
  const jwk = header['jwk']
  if (!isJson(jwk) || jwk['kty'] !== 'EC' || jwk['crv'] !== 'P-256') throw malformed('jwk')
  const { x, y } = jwk
  if ('d' in jwk || typeof x !== 'string' || typeof y !== 'string') throw malformed('jwk')
  if (!coordinate.test(x) || !coordinate.test(y)) throw malformed('jwk')
  return { x, y }
}

function deviceKey(keys: DeviceKeys, x: string, y: string) {
  // The last character of 43 carries two bits that no byte has: one key must not have four thumbprints.
  if (!isCanonical(x) || !isCanonical(y)) throw malformed('jwk')
  try {
    return keys.take({ x, y })
  } catch (cause) {
    throw malformed('jwk', cause)
  }
}

function isCanonical(text: string): boolean {
  return 'AEIMQUYcgkosw048'.includes(text.charAt(42))
}

type Json = Readonly<Record<string, unknown>>

function readJson(part: string): Json {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    if (isJson(value)) return value
  } catch (cause) {
    throw malformed('json', cause)
  }
  throw malformed('json')
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(part: string, cause?: unknown): Refusal {
  return new Refusal('proof-malformed', { part }, { cause })
}
