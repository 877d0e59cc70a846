import { describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../bytes/hex.ts'
import { challengeHash, encodeChallenge, readChallenge } from '../presentation/challenge.ts'
import { DICTIONARY_1 } from '../presentation/dictionary.ts'
import { checkEntries } from './check-entries.ts'
import { checkSteps } from './check-steps.ts'
import { webVectorPlatform } from './platform-web.ts'
import vectors from './presentation-v1.json' with { type: 'json' }
import { readVectorFile } from './vector-file.ts'

const file = readVectorFile(JSON.stringify(vectors))

describe('the published vectors on WebCrypto', () => {
  test('every entry has the verdict and the facts the file gives', async () => {
    const results = await checkEntries(file, webVectorPlatform)
    expect(results.filter((result) => result.mismatch !== undefined)).toEqual([])
    expect(results).toHaveLength(vectors.valid.length + vectors.negatives.length)
  })

  test('every step gives the bytes the file gives', async () => {
    const results = await checkSteps(file, webVectorPlatform)
    expect(results.filter((result) => result.mismatch !== undefined)).toEqual([])
    expect(results).toHaveLength(Object.keys(vectors.steps).length)
  })

  test('the built-in dictionary is the published one', async () => {
    expect(toHex(DICTIONARY_1)).toBe(vectors.dictionary)
    const digest = await webVectorPlatform.cryptography.sha256(DICTIONARY_1)
    expect(toHex(digest)).toBe(vectors.dictionarySha256)
  })

  test('the challenge is written, read and hashed as published', async () => {
    const { counter: counterId, exp: expiresAt, name, flags } = vectors.challenge
    const challenge = {
      counterId,
      nonce: fromHex(vectors.challenge.nonce),
      expiresAt,
      name,
      flags,
    }
    const bytes = encodeChallenge(challenge)
    expect(toHex(bytes)).toBe(vectors.challenge.cbor)
    expect(readChallenge(bytes)).toEqual(challenge)
    const hash = await challengeHash(bytes, webVectorPlatform.cryptography.sha256)
    expect(toHex(hash)).toBe(vectors.challenge.hash)
  })
})

describe('a comparison that cannot pass by mistake', () => {
  test('tells another verdict, another number and a changed step', async () => {
    const [first] = file.valid
    const changed = {
      ...file,
      valid: [
        { ...first, expect: 'stale' },
        { ...first, nir: '284195751150060' },
      ],
      negatives: [],
      steps: { ...file.steps, padded: file.steps.padded.replace(/^../, 'ff') },
    }
    const text = readVectorFile(JSON.stringify(changed))
    const entries = await checkEntries(text, webVectorPlatform)
    expect(entries.map((result) => result.mismatch)).toEqual([
      'expected stale, got valid',
      'expected nir 284195751150060, got 284195751150059',
    ])
    const steps = await checkSteps(text, webVectorPlatform)
    expect(steps.filter((step) => step.mismatch !== undefined).map((step) => step.name)).toEqual([
      'steps padded',
      'steps sealedBody',
    ])
  })

  test.each(['', '{}', '[]', 'null', JSON.stringify({ ...vectors, valid: [], negatives: [] })])(
    'refuses a file without a case',
    (text) => {
      expect(() => readVectorFile(text)).toThrow(TypeError)
    },
  )
})
