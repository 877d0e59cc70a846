import { beforeAll, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { keyIdOf } from '../cose/thumbprint.ts'
import { sha256 } from '../presentation/platform-web.ts'
import { webReading } from '../presentation/platform-web-reading.ts'
import { inventedNow, inventKey, type InventedKey } from '../vectors/invented.ts'
import { certifyListKey } from './list-key.ts'
import { signTrustedList, verifyTrustedList } from './signed-trusted-list.ts'
import type { TrustedList } from './trusted-list.ts'

const year = 365 * 86_400
let root: InventedKey
let listKey: InventedKey
let certificate: Uint8Array<ArrayBuffer>
let list: TrustedList

beforeAll(async () => {
  ;[root, listKey] = [await inventKey(), await inventKey()]
  certificate = await certifyListKey(term(listKey), root.sign)
  const [issuer, status, group] = [await inventKey(), await inventKey(), await inventKey()]
  const key = issuer.publicKey
  list = {
    version: 7,
    issuedAt: inventedNow,
    expiresAt: inventedNow + 7 * 86_400,
    issuers: [
      {
        issuer: 'https://carte.example',
        keyId: await keyIdOf(key, sha256),
        key,
        cardClass: 'demonstration',
        from: inventedNow - year,
        to: inventedNow + year,
      },
    ],
    statusKeys: [{ issuer: 'https://carte.example', key: status.publicKey }],
    groupKeys: [
      { groupKeyId: 42, key: group.publicKey, from: inventedNow, to: inventedNow + 14 * 86_400 },
    ],
  }
})

function term(key: InventedKey, from = inventedNow - 86_400) {
  return { key: key.publicKey, from, to: from + year }
}

function verify(bytes: Uint8Array<ArrayBuffer>, changes = {}) {
  const pinned = { cryptography: webReading, root: root.publicKey, now: inventedNow }
  return verifyTrustedList(bytes, { ...pinned, ...changes })
}

const sign = (changes: Partial<TrustedList> = {}) =>
  signTrustedList({ ...list, ...changes }, certificate, listKey.sign)

describe('a trusted list', () => {
  test('is read whole when it comes down from the root', async () => {
    expect(await verify(await sign())).toEqual(list)
  })

  test('is refused under another root', async () => {
    const other = await inventKey()
    await expect(verify(await sign(), { root: other.publicKey })).rejects.toThrow('list-signature')
  })

  test('is refused when signed by a key the root did not name', async () => {
    const other = await inventKey()
    const forged = await signTrustedList(list, certificate, other.sign)
    await expect(verify(forged)).rejects.toThrow('list-signature')
    const own = await certifyListKey(term(other), other.sign)
    const selfMade = await signTrustedList(list, own, other.sign)
    await expect(verify(selfMade)).rejects.toThrow('list-signature')
  })

  test('is refused when signed outside the year of its key', async () => {
    const spent = await certifyListKey(term(listKey, inventedNow - year), root.sign)
    const late = await signTrustedList(list, spent, listKey.sign)
    await expect(verify(late)).rejects.toThrow('list-signature')
  })

  test('is refused past its end, and past the year of its key', async () => {
    const now = list.expiresAt
    await expect(verify(await sign(), { now: now - 1 })).resolves.toBeDefined()
    await expect(verify(await sign(), { now })).rejects.toThrow('list-expired')
    const ending = await certifyListKey(term(listKey, inventedNow + 60 - year), root.sign)
    const last = await signTrustedList(list, ending, listKey.sign)
    await expect(verify(last, { now: inventedNow + 59 })).resolves.toBeDefined()
    await expect(verify(last, { now: inventedNow + 60 })).rejects.toThrow('list-expired')
  })

  test('older than the one held is refused, the same again is not', async () => {
    await expect(verify(await sign(), { heldVersion: 7 })).resolves.toBeDefined()
    await expect(verify(await sign(), { heldVersion: 8 })).rejects.toThrow(
      expect.objectContaining({ code: 'list-rollback', facts: { version: 7, heldVersion: 8 } }),
    )
  })

  test('with two equal kids, or two group keys of one number, is neither signed nor taken', async () => {
    const { issuers, groupKeys } = list
    await expect(sign({ issuers: [...issuers, ...issuers] })).rejects.toThrow(TypeError)
    await expect(sign({ groupKeys: [...groupKeys, ...groupKeys] })).rejects.toThrow(TypeError)
    await expect(sign({ expiresAt: list.issuedAt })).rejects.toThrow(TypeError)
  })

  test('whose kid is not that of its key is refused', async () => {
    const issuers = list.issuers.map((issuer) => ({ ...issuer, keyId: new Uint8Array(4) }))
    await expect(verify(await sign({ issuers }))).rejects.toThrow('list-malformed')
  })

  test('changed in any byte is refused', async () => {
    const signed = await sign()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(signed.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          const changed = new Uint8Array(signed)
          changed[place] = (changed[place] ?? 0) ^ change
          await expect(verify(changed)).rejects.toThrow(/^list-(malformed|signature)$/)
        },
      ),
    )
  })

  test.each([[new Uint8Array()], [new Uint8Array(10)]])(
    'of other bytes is refused',
    async (bytes) => {
      await expect(verify(bytes)).rejects.toThrow('list-malformed')
    },
  )
})

test('a list key is certified for a year at most', async () => {
  const key = listKey.publicKey
  const to = inventedNow + 367 * 86_400
  await expect(certifyListKey({ key, from: inventedNow, to }, root.sign)).rejects.toThrow(TypeError)
})
