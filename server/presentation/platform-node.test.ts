import { createECDH, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { concatBytes, utf8 } from '@etui/shared/bytes/bytes.ts'
import { toHex } from '@etui/shared/bytes/hex.ts'
import { bytes32, malformedSignatures, order } from '@etui/shared/cose/test-signatures.ts'
import { DICTIONARY_1 } from '@etui/shared/presentation/dictionary.ts'
import { inflateExactly } from '@etui/shared/presentation/inflate.ts'
import {
  importAgreementKey,
  openSealed,
  webSealing,
} from '@etui/shared/presentation/platform-web.ts'
import { compressPoint } from '@etui/shared/presentation/sealed-body.ts'
import { webCompression } from '@etui/shared/status/compression-web.ts'
import { checkEntries } from '@etui/shared/vectors/check-entries.ts'
import { checkSteps } from '@etui/shared/vectors/check-steps.ts'
import { readVectorFile } from '@etui/shared/vectors/vector-file.ts'
import { nodeCompression } from './compression-node.ts'
import { KeptVerifiers } from './kept-verifiers.ts'
import { createNodeCryptography, importPrivateKey, openerOf, signerOf } from './platform-node.ts'
import { createNodeVectorPlatform } from './vectors-node.ts'

const node = createNodeCryptography()

function newKey(): { secret: Bytes; publicKey: Bytes } {
  const ecdh = createECDH('prime256v1')
  const publicKey = new Uint8Array(ecdh.generateKeys())
  const secret = new Uint8Array(32)
  const written = ecdh.getPrivateKey()
  secret.set(written, 32 - written.length)
  return { secret, publicKey }
}

describe('the published vectors on Node', () => {
  const url = new URL('../../shared/vectors/presentation-v1.json', import.meta.url)
  const file = readVectorFile(readFileSync(url, 'utf8'))

  test('every entry and every step agrees', async () => {
    const platform = createNodeVectorPlatform()
    const entries = await checkEntries(file, platform)
    const steps = await checkSteps(file, platform)
    const mismatches = [...entries, ...steps].filter((result) => result.mismatch !== undefined)
    expect(mismatches).toEqual([])
    expect(entries).toHaveLength(file.valid.length + file.negatives.length)
    expect(steps).toHaveLength(Object.keys(file.steps).length)
  })
})

/** zlib ignores what follows a stream; with `info` it tells how many bytes it took. */
function inflateByZlib(stream: Bytes, limit: number): Bytes | undefined {
  try {
    const options = { dictionary: DICTIONARY_1, maxOutputLength: limit, info: true }
    // Its types do not know `info`.
    const result = inflateRawSync(stream, options) as unknown as {
      buffer: Buffer
      engine: { bytesWritten: number }
    }
    const isExact = result.engine.bytesWritten === stream.length
    return isExact ? new Uint8Array(result.buffer) : undefined
  } catch {
    return undefined
  }
}

function agree(stream: Bytes, limit = 4096): Bytes | undefined {
  const theirs = inflateByZlib(stream, limit)
  const ours = inflateExactly(stream, DICTIONARY_1, limit)
  expect(ours && toHex(ours)).toBe(theirs && toHex(theirs))
  return ours
}

describe('inflation, zlib and our own', () => {
  test('agree on every stream zlib makes, whatever its level and strategy', () => {
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc
        .array(fc.constantFrom(65, 66, 67), { maxLength: 3000 })
        .map((list) => Uint8Array.from(list)),
      fc.nat(4096).map((length) => new Uint8Array(length)),
    )
    const level = fc.integer({ min: 0, max: 9 })
    fc.assert(
      fc.property(text, level, fc.nat(4), (bytes, atLevel, strategy) => {
        const options = { level: atLevel, strategy, dictionary: DICTIONARY_1 }
        const stream = new Uint8Array(deflateRawSync(bytes, options))
        expect(agree(stream)).toEqual(new Uint8Array(bytes))
        expect(agree(new Uint8Array([...stream, 0]))).toBeUndefined()
        expect(agree(stream.slice(0, -1))).toBeUndefined()
      }),
    )
  })

  test('agree on streams damaged in any way', () => {
    const card = utf8('https://carte.example/s/17 MARTIN-DUPONT MARIE CHARLOTTE '.repeat(4))
    const streams = [0, 1, 6, 9].flatMap((level) =>
      [0, 2, 4].map((strategy) =>
        deflateRawSync(card, { level, strategy, dictionary: DICTIONARY_1 }),
      ),
    )
    const damage = fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.constantFrom(...streams), damage, (stream, changes) => {
        const damaged = new Uint8Array(stream)
        for (const [place, byte] of changes) damaged[place % damaged.length] = byte
        agree(damaged)
      }),
      { numRuns: 5000 },
    )
  })

  test('agree on noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (noise) => {
        agree(new Uint8Array(noise))
      }),
      { numRuns: 20_000 },
    )
  })

  test.each([4095, 4096, 4097])('agree on a stream of %i bytes under a limit of 4096', (length) => {
    const stream = new Uint8Array(
      deflateRawSync(new Uint8Array(length), { dictionary: DICTIONARY_1 }),
    )
    expect(agree(stream)?.length).toBe(length > 4096 ? undefined : length)
  })
})

describe('the seal between Node and a phone', () => {
  const aad = utf8('label')
  const text = new Uint8Array(randomBytes(352))

  test('is opened by the other', async () => {
    const key = newKey()
    const byNode = await node.seal(key.publicKey, aad, text)
    const web = await importAgreementKey(key)
    expect(await openSealed(web, key.publicKey, byNode, aad)).toEqual(text)
    const byPhone = await webSealing.seal(key.publicKey, aad, text)
    const open = openerOf(importPrivateKey(key))
    expect(await open(compressPoint(byPhone.encapsulated), aad, byPhone.ciphertext)).toEqual(text)
    const ahead = await node.seal(key.publicKey, aad, text, await node.makeEphemeral())
    expect(await open(compressPoint(ahead.encapsulated), aad, ahead.ciphertext)).toEqual(text)
  })

  test('does not open with another label, key, point or a cut tag', async () => {
    const key = newKey()
    const open = openerOf(importPrivateKey(key))
    const { encapsulated, ciphertext } = await node.seal(key.publicKey, aad, text)
    const point = compressPoint(encapsulated)
    expect(await open(point, utf8('other'), ciphertext)).toBeUndefined()
    expect(await open(compressPoint(newKey().publicKey), aad, ciphertext)).toBeUndefined()
    expect(await open(new Uint8Array(33).fill(255), aad, ciphertext)).toBeUndefined()
    expect(await open(new Uint8Array(33), aad, ciphertext)).toBeUndefined()
    for (const length of [0, 15, 16]) {
      expect(await open(point, aad, ciphertext.slice(0, length))).toBeUndefined()
    }
    const other = openerOf(importPrivateKey(newKey()))
    expect(await other(point, aad, ciphertext)).toBeUndefined()
  })
})

describe('verification keys', () => {
  test('sign and verify, from either form of the point', async () => {
    const key = newKey()
    const message = utf8('message')
    const signature = await signerOf(importPrivateKey(key))(message)
    for (const point of [key.publicKey, compressPoint(key.publicKey)]) {
      const verify = await node.verifier(point)
      expect(await verify?.(message, signature)).toBe(true)
      expect(await verify?.(utf8('other'), signature)).toBe(false)
      for (const wrong of [signature.slice(1), new Uint8Array(64), new Uint8Array(65)]) {
        expect(await verify?.(message, wrong)).toBe(false)
      }
    }
  })

  test.each([...malformedSignatures])('refuse a malformed signature: %s', async (_, change) => {
    const key = newKey()
    const message = utf8('message')
    const signature = await signerOf(importPrivateKey(key))(message)
    const changed = change(signature.slice(0, 32), signature.slice(32))
    for (const point of [key.publicKey, compressPoint(key.publicKey)]) {
      const verify = await node.verifier(point)
      expect(await verify?.(message, signature)).toBe(true)
      expect(await verify?.(message, changed)).toBe(false)
    }
  })

  test('take a mirrored s, as the format says', async () => {
    const key = newKey()
    const message = utf8('message')
    const signature = await signerOf(importPrivateKey(key))(message)
    const s = BigInt(`0x${toHex(signature.slice(32))}`)
    const mirrored = concatBytes(signature.slice(0, 32), bytes32(order - s))
    expect(await (await node.verifier(key.publicKey))?.(message, mirrored)).toBe(true)
  })

  test('that are no point are none', async () => {
    for (const point of [new Uint8Array(33).fill(255), new Uint8Array(33), new Uint8Array()]) {
      expect(await node.verifier(point)).toBeUndefined()
    }
  })

  test('the most recently used are kept, and no wrong one', () => {
    let made = 0
    const kept = new KeptVerifiers(2, (point) => {
      made++
      return point[0] === 0 ? undefined : () => true
    })
    const use = (byte: number) => kept.get(Uint8Array.of(byte))
    use(1)
    use(2)
    use(1)
    expect(made).toBe(2)
    use(3)
    use(1)
    expect(made).toBe(3)
    use(2)
    expect(made).toBe(4)
    use(0)
    use(0)
    expect(made).toBe(6)
  })
})

describe('status lists on Node', () => {
  test('inflate what a browser deflates, and the reverse', async () => {
    const list = new Uint8Array(randomBytes(1000))
    const byNode = await nodeCompression.compress(list)
    expect(await webCompression.decompress(byNode, 1000)).toEqual(list)
    const byWeb = await webCompression.compress(list)
    expect(await nodeCompression.decompress(byWeb, 1000)).toEqual(list)
  })

  test('refuse more than the limit, a cut stream and bytes after it', async () => {
    const stream = await nodeCompression.compress(new Uint8Array(1000))
    expect(await nodeCompression.decompress(stream, 999)).toBeUndefined()
    expect(await nodeCompression.decompress(stream.slice(0, -1), 1000)).toBeUndefined()
    expect(await nodeCompression.decompress(Uint8Array.of(...stream, 0), 1000)).toBeUndefined()
  })
})
