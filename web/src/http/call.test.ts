import { describe, expect, test } from 'vitest'
import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import { toHex } from '@etui/shared/bytes/hex.ts'
import { utf8 } from '@etui/shared/bytes/bytes.ts'
import { releaseShare } from '@etui/shared/wire/phone.ts'
import { readEnrolment } from '@etui/shared/wire/enrolment.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import { drawDevice } from '../vault/device-keys.ts'
import { createCaller } from './call.ts'
import { signProof } from './proof.ts'
import { createSecretGuard } from './secret-guard.ts'

const origin = 'https://carte.example'
const body = { proof: toBase64url(drawBytes(32)) }
const problem = (code: string, status: number, facts = {}) =>
  Response.json(
    { type: `https://etui.example/problems/${code}`, title: code, status, facts },
    {
      status,
      headers: { 'content-type': 'application/problem+json', 'DPoP-Nonce': `nonce-${code}` },
    },
  )

async function caller(answers: (() => Response | Promise<Response>)[], limitMs = 1_000) {
  const device = await drawDevice()
  const guard = createSecretGuard()
  const clocks = { date: 0, elapsed: 0 }
  const seen: { address: string; proof: string; method: string }[] = []
  const call = createCaller({
    origin,
    guard,
    limitMs,
    now: () => clocks.date,
    elapsed: () => clocks.elapsed,
    prove: ({ htm, htu, nonce, serverNow }) =>
      signProof(device, { htm, htu, nonce, iat: (serverNow ?? 1_800_000_000_000) / 1000 }),
    fetch: async (input, init) => {
      const proof = new Headers(init?.headers).get('DPoP') ?? ''
      seen.push({ address: String(input), proof, method: init?.method ?? '' })
      const answer = answers[Math.min(seen.length, answers.length) - 1]
      const waiting = new Promise<never>((_, refuse) =>
        init?.signal?.addEventListener('abort', () => refuse(init.signal?.reason)),
      )
      return Promise.race([waiting, Promise.resolve(answer?.() ?? Response.error())])
    },
  })
  return { call, guard, seen, device, clocks }
}

const share = toBase64url(drawBytes(32))
const ok = () => Response.json({ share }, { headers: { 'DPoP-Nonce': 'n2' } })

describe('a call', () => {
  test('carries a proof by the device key over method, address and the nonce', async () => {
    const { call, seen, device } = await caller([() => problem('proof-nonce', 401), ok, ok])
    expect(await call(releaseShare, { body })).toEqual({ share })
    await call(releaseShare, { body })
    const proofs = seen.map(({ proof }) => decode(proof))
    expect(proofs.map(({ payload }) => payload['nonce'])).toEqual([
      undefined,
      'nonce-proof-nonce',
      'n2',
    ])
    expect(proofs[1]?.payload).toMatchObject({
      htm: 'POST',
      htu: `${origin}/api/code/share`,
      iat: 1_800_000_000,
    })
    expect(proofs[1]?.header).toEqual({ typ: 'dpop+jwt', alg: 'ES256', jwk: device.jwk })
    expect(new Set(proofs.map(({ payload }) => payload['jti'])).size).toBe(3)
    const key = await crypto.subtle.importKey(
      'jwk',
      device.jwk,
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['verify'],
    )
    const [first = ''] = seen.map(({ proof }) => proof)
    const at = first.lastIndexOf('.')
    const isSigned = await crypto.subtle.verify(
      { name: 'ECDSA', hash: 'SHA-256' },
      key,
      fromBase64url(first.slice(at + 1)),
      utf8(first.slice(0, at)),
    )
    expect(isSigned).toBe(true)
  })

  test('is dated by the server’s last answer, whatever the phone’s clock says', async () => {
    const { call, seen, clocks } = await caller([() => dated('proof-nonce', 1_900_000_000), ok, ok])
    await call(releaseShare, { body })
    clocks.date += 7_000
    clocks.elapsed += 7_000
    await call(releaseShare, { body })
    expect(seen.map(({ proof }) => decode(proof).payload['iat'])).toEqual([
      1_800_000_000, 1_900_000_000, 1_900_000_007,
    ])
  })

  test('asks the hour anew after the phone has slept', async () => {
    const { call, seen, clocks } = await caller([
      () => dated('proof-nonce', 1_900_000_000),
      ok,
      () => dated('proof-nonce', 1_900_000_420),
      ok,
    ])
    await call(releaseShare, { body })
    clocks.date += 420_000
    await call(releaseShare, { body })
    const [, , third, fourth] = seen.map(({ proof }) => decode(proof).payload)
    expect(third?.['nonce']).toBeUndefined()
    expect(fourth).toMatchObject({ iat: 1_900_000_420, nonce: 'nonce-proof-nonce' })
  })

  test('asks for a new nonce once only', async () => {
    const { call, seen } = await caller([() => problem('proof-nonce', 401)])
    await expect(call(releaseShare, { body })).rejects.toMatchObject({ code: 'proof-nonce' })
    expect(seen).toHaveLength(2)
  })

  test('gives a problem back as its refusal, with its facts', async () => {
    const { call } = await caller([() => problem('code-wrong', 403, { triesLeft: 2 })])
    await expect(call(releaseShare, { body })).rejects.toMatchObject({
      name: 'Refusal',
      code: 'code-wrong',
      facts: { triesLeft: 2 },
    })
  })

  test.each<[string, () => Response | Promise<Response>]>([
    ['no network', () => Promise.reject(new TypeError('Failed to fetch'))],
    [
      'a hotspot’s page',
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    ],
    [
      'an answer cut short',
      () => new Response('{"sha', { headers: { 'content-type': 'application/json' } }),
    ],
    ['no answer in time', () => new Promise<Response>(() => undefined)],
  ])('tells %s as network-down', async (_, answer) => {
    const { call } = await caller([answer], 50)
    await expect(call(readEnrolment, {})).rejects.toMatchObject({ code: 'network-down' })
  })
})

describe('the guard over what leaves', () => {
  const secret = drawBytes(32)
  const forms: [string, unknown][] = [
    ['base64url', toBase64url(secret)],
    ['base64', btoa(String.fromCharCode(...secret))],
    ['hexadecimal', toHex(secret)],
    ['numbers', [...secret]],
    ['raw bytes', secret],
  ]

  test.each(forms)('stops a secret written as %s, however deep', async (_, form) => {
    const { call, guard, seen } = await caller([ok])
    await guard.keep(secret)
    const smuggled = { ...body, extra: { deep: [form] } }
    await expect(call(releaseShare, { body: smuggled })).rejects.toThrow(TypeError)
    expect(seen).toHaveLength(0)
  })

  test('stops the results of a PRF it was never told of', async () => {
    const { guard } = await caller([ok])
    const credential = { clientExtensionResults: { prf: { results: { first: {} } } } }
    await expect(guard.check({ credential })).rejects.toThrow(TypeError)
    await expect(
      guard.check({ credential: { clientExtensionResults: { prf: { enabled: true } } } }),
    ).resolves.toBeUndefined()
  })
})

function dated(code: string, seconds: number): Response {
  const answer = problem(code, 401)
  answer.headers.set('Date', new Date(seconds * 1000).toUTCString())
  return answer
}

function decode(proof: string): Record<'header' | 'payload', Record<string, unknown>> {
  const [header = '', payload = ''] = proof
    .split('.')
    .map((part) => new TextDecoder().decode(fromBase64url(part)))
    .slice(0, 2)
  return { header: JSON.parse(header), payload: JSON.parse(payload) }
}
