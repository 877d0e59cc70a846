import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import * as fc from 'fast-check'
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { DeviceKeys } from './device-keys.ts'
import { nonceBucketMs, Nonces } from './nonces.ts'
import { verifyProof } from './verify-proof.ts'

const secret = Buffer.alloc(32, 7)
const nonces = new Nonces((message) => createHmac('sha256', secret).update(message).digest())
const needs = { keys: new DeviceKeys(), nonces }
const now = Date.parse('2026-11-21T10:00:00Z')
const url = 'http://localhost:8787/api/refresh'
const request = { method: 'POST', url, now }
const iat = now / 1000

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = await exportJWK(pair.publicKey)
const claims = { jti: randomUUID(), htm: 'POST', htu: url, iat, nonce: nonces.current(now) }
const header = { typ: 'dpop+jwt', alg: 'ES256', jwk }

function write(
  changedHeader: object = {},
  changedClaims: object = {},
  key = pair.privateKey,
): string {
  const input = [
    { ...header, ...changedHeader },
    { ...claims, ...changedClaims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

function refusalOf(proof: string): unknown {
  try {
    verifyProof(proof, request, needs)
    return undefined
  } catch (error) {
    return error
  }
}

describe('a DPoP proof', () => {
  test('of another library is taken, and names the same thumbprint', async () => {
    const proof = await new SignJWT({ htm: 'POST', htu: url, nonce: claims.nonce })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .setIssuedAt(iat)
      .setJti(randomUUID())
      .sign(pair.privateKey)
    const { thumbprint, expiresAt } = verifyProof(proof, request, needs)
    expect(thumbprint).toBe(await calculateJwkThumbprint(jwk))
    expect(expiresAt.getTime()).toBeGreaterThan(now + 300_000)
  })

  test('is named by its key and jti, whatever its signature', () => {
    const [one, other] = [write(), write({}, { htu: url })].map((it) =>
      verifyProof(it, request, needs),
    )
    expect(one?.proofHash).toEqual(other?.proofHash)
    expect(verifyProof(write({}, { jti: randomUUID() }), request, needs).proofHash).not.toEqual(
      one?.proofHash,
    )
  })

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  test.each([
    ['another type', 'typ', write({ typ: 'JWT' })],
    ['no type', 'typ', write({ typ: undefined })],
    ['alg none', 'alg', write({ alg: 'none' })],
    ['another algorithm', 'alg', write({ alg: 'HS256' })],
    ['a critical extension', 'crit', write({ crit: ['b64'], b64: false })],
    ['no key', 'jwk', write({ jwk: undefined })],
    ['a list for a key', 'jwk', write({ jwk: [jwk] })],
    ['an RSA key', 'jwk', write({ jwk: rsa.publicKey.export({ format: 'jwk' }) })],
    ['a key of another curve', 'jwk', write({ jwk: p384.publicKey.export({ format: 'jwk' }) })],
    ['a private key', 'jwk', write({ jwk: pair.privateKey.export({ format: 'jwk' }) })],
    ['a symmetric key', 'jwk', write({ jwk: { kty: 'oct', k: 'AAAA' } })],
    ['a point off the curve', 'jwk', write({ jwk: { ...jwk, y: jwk.x } })],
    [
      'a coordinate written another way',
      'jwk',
      write({ jwk: { ...jwk, x: otherSpelling(jwk.x ?? '') } }),
    ],
    ['no jti', 'jti', write({}, { jti: undefined })],
    ['a short jti', 'jti', write({}, { jti: 'a' })],
    ['a number for jti', 'jti', write({}, { jti: 1 })],
    ['another method', 'htm', write({}, { htm: 'GET' })],
    ['another path', 'htu', write({}, { htu: 'http://localhost:8787/api/code' })],
    ['another origin', 'htu', write({}, { htu: 'http://localhost:8788/api/refresh' })],
    ['a query', 'htu', write({}, { htu: `${url}?a=1` })],
    ['no iat', 'iat', write({}, { iat: undefined })],
    ['a text for iat', 'iat', write({}, { iat: String(iat) })],
    ['an iat 301 s old', 'iat', write({}, { iat: iat - 301 })],
    ['an iat 301 s ahead', 'iat', write({}, { iat: iat + 301 })],
    ['a number for nonce', 'nonce', write({}, { nonce: 5 })],
    ['another key’s signature', 'signature', write({}, {}, newKey())],
    [
      'a list for claims',
      'json',
      `${write().split('.')[0]}.${Buffer.from('[]').toString('base64url')}.${'A'.repeat(86)}`,
    ],
    ['no JSON', 'json', `AAAA.AAAA.${'A'.repeat(86)}`],
    ['two parts', 'form', write().split('.').slice(0, 2).join('.')],
    ['two proofs', 'form', `${write()}, ${write()}`],
    ['padding', 'form', `${write()}=`],
    ['nothing', 'form', ''],
  ])('with %s is malformed (%s)', (_, part, proof) => {
    expect(refusalOf(proof)).toMatchObject({ code: 'proof-malformed', facts: { part } })
  })

  test.each([
    ['none', undefined],
    ['two buckets old', nonces.current(now - 2 * nonceBucketMs)],
    ['of the future', nonces.current(now + nonceBucketMs)],
    ['of another server', 'AAAAAAAAAAAAAAAAAAAAAA'],
    ['empty', ''],
  ])('asks for a nonce when it has one %s', (_, nonce) => {
    expect(refusalOf(write({}, { nonce }))).toMatchObject({ code: 'proof-nonce' })
  })

  test('takes the nonce of the bucket before', () => {
    expect(refusalOf(write({}, { nonce: nonces.current(now - nonceBucketMs) }))).toBeUndefined()
  })

  test('survives 300 s of a wrong clock, either way', () => {
    expect(refusalOf(write({}, { iat: iat - 300 }))).toBeUndefined()
    expect(refusalOf(write({}, { iat: iat + 300 }))).toBeUndefined()
  })

  test('changed in any character is refused and never crashes', () => {
    const good = write()
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= '
    const change = fc.tuple(fc.nat(good.length - 2), fc.constantFrom(...alphabet))
    fc.assert(
      fc.property(change, ([at, character]) => {
        fc.pre(good[at] !== character)
        const changed = good.slice(0, at) + character + good.slice(at + 1)
        expect(refusalOf(changed)).toMatchObject({ name: 'Refusal' })
      }),
      { numRuns: 500 },
    )
  })
})

test('keeps only the most recent device keys', () => {
  const keys = new DeviceKeys(2)
  const points = [newKey(), newKey(), newKey()].map((key) => {
    const { x = '', y = '' } = key.export({ format: 'jwk' })
    return { x, y }
  })
  const [first, second, third] = points
  if (!first || !second || !third) throw new TypeError('three points')
  const kept = keys.take(first)
  keys.take(second)
  expect(keys.take(first)).toBe(kept)
  keys.take(third)
  expect(keys.size).toBe(2)
  expect(keys.take(first)).toBe(kept)
})

function newKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
}

/** The same 32 bytes with one of the two unused bits set. */
function otherSpelling(coordinate: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return coordinate.slice(0, 42) + alphabet.charAt(alphabet.indexOf(coordinate.charAt(42)) + 1)
}
