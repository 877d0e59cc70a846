import { beforeAll, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { concatBytes, equalBytes } from '../bytes/bytes.ts'
import { encodeSign1, signSign1 } from '../cose/sign1.ts'
import { inventedNow, inventKey, inventWorld, type InventedWorld } from '../vectors/invented.ts'
import { challengeHash, encodeChallenge } from './challenge.ts'
import { checkDigits, encodeFrame } from './frame.ts'
import { KeptCards } from './kept-cards.ts'
import { sha256 } from './platform-web.ts'
import { webReading } from './platform-web-reading.ts'
import { encodeProofClaims, encodeProofHeader } from './proof.ts'
import { ONLINE_WINDOW, type Reader } from './verification.ts'
import { verifyPresentation } from './verify-presentation.ts'

let world: InventedWorld
let frame: string

beforeAll(async () => {
  world = await inventWorld()
  frame = await world.presenter().frame()
})

function verify(digits: string, changes?: Partial<Reader>) {
  return verifyPresentation(digits, world.reader(changes))
}

describe('a frame made by a phone', () => {
  test('is genuine at a counter, with the person and the instant', async () => {
    const found = await verify(frame, { now: inventedNow + 5.7 })
    expect(found).toMatchObject({
      verdict: 'valid',
      frameType: 2,
      ageSeconds: 5,
      isSlow: false,
      isSameScan: false,
      card: world.claims,
      proof: { audience: 'ps', issuedAt: inventedNow, unlockedBy: 1 },
    })
  })

  test('has one length whoever is named, and no two frames are alike', async () => {
    const { content } = world.claims
    const credential = await world.credentialOf({
      ...world.claims,
      content: { ...content, familyName: 'O', givenNames: 'A' },
    })
    const other = await world.presenter({ credential }).frame()
    expect(other).toHaveLength(frame.length)
    expect(await world.presenter().frame()).not.toBe(frame)
    expect(frame).toHaveLength(989)
  })

  test('is never dated before its card', async () => {
    const early = world.presenter({ now: () => world.claims.issuedAt - 50 })
    const found = await verify(await early.frame(), { now: world.claims.issuedAt })
    expect(found).toMatchObject({ verdict: 'valid', proof: { issuedAt: world.claims.issuedAt } })
  })

  test('goes on when more frames are asked for than keys were made ahead', async () => {
    const presenter = world.presenter()
    const frames = await Promise.all(Array.from({ length: 6 }, () => presenter.frame()))
    for (const one of frames) expect((await verify(one)).verdict).toBe('valid')
    expect(new Set(frames).size).toBe(6)
  })
})

describe('time', () => {
  test.each([
    [-61, 'clock', 61],
    [-60, 'valid', undefined],
    [60, 'valid', undefined],
    [120, 'valid', undefined],
    [121, 'stale', 1],
  ])('%i s of age offline: %s', async (age, verdict, secondsOff) => {
    const found = await verify(frame, { now: inventedNow + age })
    expect(found.verdict).toBe(verdict)
    expect('secondsOff' in found ? found.secondsOff : undefined).toBe(secondsOff)
    if (found.verdict === 'valid') expect(found.isSlow).toBe(age > 60)
  })

  test.each([
    [-16, 'clock'],
    [-15, 'valid'],
    [45, 'valid'],
    [46, 'stale'],
  ])('%i s of age online: %s', async (age, verdict) => {
    const found = await verify(frame, { now: inventedNow + age, window: ONLINE_WINDOW })
    expect(found.verdict).toBe(verdict)
  })
})

describe('a challenge', () => {
  const challenge = encodeChallenge({
    counterId: 'k7Qm2xVb',
    nonce: new Uint8Array(16).fill(7),
    expiresAt: inventedNow + 120,
    name: 'Pharmacie des Tilleuls',
    flags: 0,
  })

  test('is answered for that counter, whatever the age', async () => {
    const hash = await challengeHash(challenge, sha256)
    const answer = await world.presenter().frame(challenge)
    const takeChallenge = (found: Uint8Array) => (equalBytes(found, hash) ? 'taken' : 'unknown')
    const late = inventedNow + 10_000
    expect(await verify(answer, { takeChallenge, now: late })).toMatchObject({ verdict: 'valid' })
    expect(await verify(answer, { counterId: 'other' })).toMatchObject({
      verdict: 'audience',
      reason: 'other-counter',
    })
  })

  test.each(['unknown', 'expired', 'spent'] as const)('%s is told', async (taking) => {
    const answer = await world.presenter().frame(challenge)
    expect(await verify(answer, { takeChallenge: () => taking })).toMatchObject({
      verdict: 'audience',
      reason: `challenge-${taking}`,
    })
  })

  test('is not taken by a proof that another key signed', async () => {
    const thief = await inventKey()
    const answer = await world.presenter({ sign: thief.sign }).frame(challenge)
    const found = await verify(answer, {
      takeChallenge: () => {
        throw new Error('taken')
      },
    })
    expect(found).toMatchObject({ verdict: 'signature' })
  })
})

describe('a reference', () => {
  const reference = new Uint8Array(8).fill(9)

  test('is resolved where the server is at hand, and its signature checked', async () => {
    const digits = await world.presenter({ reference }).referenceFrame()
    expect(digits).toHaveLength(406)
    expect(await verify(digits)).toMatchObject({ verdict: 'online-only', reference })
    const card = { ...world.claims, keyId: world.issuer.keyId }
    const resolveReference = () => ({ card })
    expect(await verify(digits, { resolveReference })).toMatchObject({ verdict: 'valid', card })
    const thief = await inventKey()
    const forged = await world.presenter({ reference, sign: thief.sign }).referenceFrame()
    expect(await verify(forged, { resolveReference })).toMatchObject({ verdict: 'signature' })
    expect(await verify(digits, { resolveReference: () => undefined })).toMatchObject({
      verdict: 'malformed',
      reason: 'reference-unknown',
    })
  })

  test('cannot be shown by a card that has none', async () => {
    await expect(world.presenter().referenceFrame()).rejects.toThrow(TypeError)
  })
})

describe('what a counter knows', () => {
  test.each([
    ['blocked', { verdict: 'revoked' }],
    ['beyond', { verdict: 'malformed', reason: 'status-index' }],
    ['missing', { verdict: 'key-missing', reason: 'status-list' }],
    ['expired', { verdict: 'key-missing', reason: 'status-list' }],
  ] as const)('status %s', async (status, expected) => {
    expect(await verify(frame, { status: () => status })).toMatchObject(expected)
  })

  test('no list of issuers, no verdict on the card', async () => {
    expect(await verify(frame, { issuer: () => 'no-list' })).toMatchObject({
      verdict: 'key-missing',
      reason: 'trusted-list',
    })
  })

  test('an earlier reading, and where it was', async () => {
    const earlier = { at: inventedNow - 40, counterId: 'other' }
    const judgeReplay = () => ({ replay: 'replayed', earlier }) as const
    expect(await verify(frame, { judgeReplay })).toMatchObject({ verdict: 'replayed', earlier })
  })

  test('nothing is established that was not proven', async () => {
    const thief = await inventKey()
    const forged = await world.presenter({ sign: thief.sign }).frame()
    const found = await verify(forged)
    expect(found).toMatchObject({ verdict: 'signature', reason: 'holder', card: world.claims })
    expect(found).not.toHaveProperty('proof')
    const untrusted = await verify(forged, { issuer: () => undefined })
    expect(untrusted).toEqual({ verdict: 'issuer-unknown', reason: 'kid', frameType: 2 })
  })

  test('a remembered card spares the issuer signature and nothing else', async () => {
    const issuerKey = world.issuer.key.join()
    let asked = 0
    const verifier: Reader['cryptography']['verifier'] = (point) => {
      if (point.join() === issuerKey) asked++
      return webReading.verifier(point)
    }
    const changes = {
      cryptography: { ...webReading, verifier },
      verifiedCards: new KeptCards(10),
    }
    expect((await verify(frame, changes)).verdict).toBe('valid')
    expect((await verify(frame, changes)).verdict).toBe('valid')
    expect(asked).toBe(1)
    const otherKey = { ...world.issuer, key: (await inventKey()).publicKey }
    const changed = await verify(frame, { ...changes, issuer: () => otherKey })
    expect(changed).toMatchObject({ verdict: 'signature', reason: 'issuer' })
    const withdrawn = await verify(frame, { ...changes, issuer: () => undefined })
    expect(withdrawn.verdict).toBe('issuer-unknown')
  })

  test('a fault of its own is not a verdict', async () => {
    const found = verify(frame, {
      status: () => {
        throw new Error('disk')
      },
    })
    await expect(found).rejects.toThrow('disk')
  })
})

describe('frames that no phone made', () => {
  test('any text at all gets a verdict, never valid', async () => {
    const anything = fc.oneof(
      fc.string(),
      fc.stringMatching(/^27[1-3]1[0-9]{4,60}$/),
      fc.string().map((text) => frame + text + '0'),
    )
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        expect((await verify(text)).verdict).not.toBe('valid')
      }),
    )
  })

  test('changed digits under right check digits are never valid', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 8, max: 986 }),
        fc.integer({ min: 1, max: 9 }),
        async (place, shift) => {
          const digit = (Number(frame.charAt(place)) + shift) % 10
          const body = frame.slice(0, place) + String(digit) + frame.slice(place + 1, -2)
          const found = await verify(body + checkDigits(body))
          expect(['malformed', 'key-missing']).toContain(found.verdict)
        },
      ),
    )
  })

  test('changed bytes of a plain presentation are never another person', async () => {
    const bytes = await presentationBytes()
    expect((await verify(plainFrame(bytes))).verdict).toBe('valid')
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          const changed = new Uint8Array(bytes)
          changed[place] = (changed[place] ?? 0) ^ change
          const found = await verify(plainFrame(changed))
          expect(found.verdict).not.toBe('valid')
          if (found.card) expect(found.card).toMatchObject(world.claims)
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** The bytes of a presentation, to be changed one by one. */
async function presentationBytes() {
  const claims = encodeProofClaims({ audience: 'ps', issuedAt: inventedNow, unlockedBy: 1 })
  const header = encodeProofHeader(world.credential)
  return encodeSign1(await signSign1(header, claims, world.holder.sign))
}

/** A presentation as a T=1 frame, stored and not deflated. */
function plainFrame(message: Uint8Array): string {
  const [low, high] = [message.length & 255, message.length >> 8]
  const head = Uint8Array.of(1, low, high, ~low, ~high)
  return encodeFrame({ type: 1, body: concatBytes(head, message) })
}
