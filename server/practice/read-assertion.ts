import { createHash, createPublicKey, verify } from 'node:crypto'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Client } from './client-store.ts'

/** An assertion is good for so long at most, and clocks may differ by so much. */
const mostMs = 5 * 60_000
const clockMarginMs = 60_000

/** What a program says of itself; nothing of it is believed before its signature is checked. */
export interface Assertion {
  readonly clientId: string
  readonly signed: Buffer
  readonly signature: Buffer
  /** names it for the table of proofs taken, until `expiresAt` */
  readonly proofHash: Buffer
  readonly expiresAt: Date
}

const compact = /^([A-Za-z0-9_-]{1,1000})\.([A-Za-z0-9_-]{1,2000})\.([A-Za-z0-9_-]{86})$/
const identifier = /^[\x21-\x7e]{8,128}$/
const clientIdentifier = /^[a-p]{24}$/

/**
 * Reads a client assertion (RFC 7523, section 3): iss and sub are the client, aud one of ours, exp at most five minutes
 * away, jti its own. ES256 is the only algorithm. Throws `assertion-malformed` with the part, `assertion-expired`.
 */
export function readAssertion(
  text: string,
  { audiences, now }: { readonly audiences: readonly string[]; readonly now: Date },
): Assertion {
  const parts = compact.exec(text)
  if (!parts) throw malformed('form')
  const [, header = '', payload = '', signature = ''] = parts
  const { alg, crit } = readJson(header)
  if (alg !== 'ES256') throw malformed('alg')
  // No extension is understood here, so none may be critical (RFC 7515, section 4.1.11).
  if (crit !== undefined) throw malformed('crit')
  const { iss, sub, aud, exp, nbf, jti } = readJson(payload)
  if (typeof sub !== 'string' || !clientIdentifier.test(sub)) throw malformed('sub')
  if (iss !== sub) throw malformed('iss')
  // One audience and not a list: what is meant for several servers could be used at each.
  if (typeof aud !== 'string' || !audiences.includes(aud)) throw malformed('aud')
  if (typeof jti !== 'string' || !identifier.test(jti)) throw malformed('jti')
  const endsAt = instant(exp, 'exp')
  if (endsAt > now.getTime() + mostMs + clockMarginMs) throw malformed('exp')
  if (nbf !== undefined && instant(nbf, 'nbf') > now.getTime() + clockMarginMs) {
    throw malformed('nbf')
  }
  if (endsAt <= now.getTime() - clockMarginMs) throw new Refusal('assertion-expired')
  return {
    clientId: sub,
    signed: Buffer.from(`${header}.${payload}`, 'latin1'),
    signature: Buffer.from(signature, 'base64url'),
    proofHash: createHash('sha256').update(`assertion ${sub} ${jti}`).digest(),
    // Later than any node takes it, whichever node forgets it.
    expiresAt: new Date(endsAt + 2 * clockMarginMs),
  }
}

/** Whether the key of this client signed it. */
export function isSignedBy(
  { signed, signature }: Assertion,
  { publicKey }: Pick<Client, 'publicKey'>,
): boolean {
  const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' })
  return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

/** Seconds since 1970, whole or not (RFC 7519, section 2), as milliseconds. */
function instant(value: unknown, part: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw malformed(part)
  return value * 1_000
}

function readJson(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch (cause) {
    throw malformed('json', cause)
  }
  throw malformed('json')
}

function malformed(part: string, cause?: unknown): Refusal {
  return new Refusal('assertion-malformed', { part }, { cause })
}
