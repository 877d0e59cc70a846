import { beforeAll, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { fromBase64url } from '../bytes/base64url.ts'
import { fromHex, toHex } from '../bytes/hex.ts'
import { webReading } from '../presentation/platform-web-reading.ts'
import { inventedNow, inventKey, type InventedKey } from '../vectors/invented.ts'
import { webCompression } from './compression-web.ts'
import { joinShards, splitShards } from './shard-sequence.ts'
import { signShard, verifyShard, type ShardOptions } from './signed-shard.ts'
import { setStatus, statusAt, type StatusWidth } from './status-bits.ts'
import {
  cardStatus,
  emptyShard,
  SHARD_BYTES,
  SHARD_LIFE,
  shardIssuer,
  shardUri,
} from './status-shard.ts'

/** draft-ietf-oauth-status-list, section 4.1 and appendix "Test vectors for Status List encoding". */
const examples: { width: StatusWidth; lst: string; statuses: Record<number, number> }[] = [
  {
    width: 1,
    lst: 'eNrbuRgAAhcBXQ',
    statuses: { ...[1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1] },
  },
  { width: 2, lst: 'eNo76fITAAPfAgc', statuses: { ...[1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3] } },
  {
    width: 1,
    lst:
      'eNrt3AENwCAMAEGogklACtKQPg9LugC9k_ACvreiogEAAKkeCQAAAAAAAAAAAAAAAAAAAIBylgQAAAAAAAAAAAAAA' +
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAXG9IAAAAAAAAAPwsJAAAAAAAAAAAAAAAvhsSAAAAAAAAAAAA7Kp' +
      'LAAAAAAAAAAAAAAAAAAAAAJsLCQAAAAAAAAAAADjelAAAAAAAAAAAKjDMAQAAAACAZC8L2AEb',
    statuses: Object.fromEntries(
      [0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345].map(
        (index) => [index, 1],
      ),
    ),
  },
  {
    width: 2,
    lst:
      'eNrt2zENACEQAEEuoaBABP5VIO01fCjIHTMStt9ovGVIAAAAAABAbiEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
      'AAAAAEB5WwIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
      'AAAAAAAAAAAAAAAAAAAAAAAAAID0ugQAAAAAAAAAAAAAAAAAQG12SgAAAAAAAAAAAAAAAAAAAAAAAAAAAOCSIQEAAAAA' +
      'AAAAAAAAAAAAAAAAAAD8ExIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAwJEuAQAAAAAAAAAAAAAAAAAAAAAA' +
      'AMB9SwIAAAAAAAAAAAAAAAAAAACoYUoAAAAAAAAAAAAAAEBqH81gAQw',
    statuses: {
      0: 1,
      1993: 2,
      25460: 1,
      159495: 3,
      495669: 1,
      554353: 1,
      645645: 2,
      723232: 1,
      854545: 1,
      934534: 2,
      1000345: 3,
    },
  },
]

const uri = 'https://carte.example/s/17'
let key: InventedKey

beforeAll(async () => {
  key = await inventKey()
})

function options(changes: Partial<ShardOptions> = {}): ShardOptions {
  return {
    cryptography: webReading,
    compression: webCompression,
    now: inventedNow,
    statusKeys: (issuer) => (issuer === 'https://carte.example' ? [key.publicKey] : []),
    ...changes,
  }
}

function publish(issuedAt = inventedNow, list = emptyShard(), at = uri) {
  return signShard({ uri: at, issuedAt, list }, key.sign, webCompression)
}

describe("the draft's published examples", () => {
  test.each(examples)('width $width', async ({ width, lst, statuses }) => {
    const list = await webCompression.decompress(fromBase64url(lst), 2 ** 20)
    expect(list).toBeDefined()
    if (list === undefined) return
    for (let index = 0; index < (list.length * 8) / width; index++) {
      const expected = statuses[index] ?? 0
      // One comparison of a million would drown in a million assertions.
      if (statusAt(list, width, index) !== expected) expect({ index }).toBe(expected)
    }
    const built = new Uint8Array(list.length)
    for (const [index, status] of Object.entries(statuses)) {
      setStatus(built, width, Number(index), status)
    }
    expect(toHex(built) === toHex(list)).toBe(true)
    expect(statusAt(list, width, (list.length * 8) / width)).toBeUndefined()
  })
})

test('statuses of every width stay apart', () => {
  const write = fc.record({ index: fc.nat(63), status: fc.nat(255) })
  fc.assert(
    fc.property(fc.constantFrom<StatusWidth>(1, 2, 4, 8), fc.array(write), (width, writes) => {
      const list = new Uint8Array(8 * width)
      const expected = Array.from({ length: 64 }, () => 0)
      for (const { index, status } of writes) {
        expected[index] = status % 2 ** width
        setStatus(list, width, index, status % 2 ** width)
      }
      expect(expected.map((_, index) => statusAt(list, width, index))).toEqual(expected)
    }),
  )
})

test('a status too wide or beyond the list is not written', () => {
  expect(() => setStatus(new Uint8Array(1), 1, 0, 2)).toThrow(TypeError)
  expect(() => setStatus(new Uint8Array(1), 1, 8, 1)).toThrow(TypeError)
})

describe('a published shard', () => {
  test('tells a blocked card from a valid one, to its end', async () => {
    const list = emptyShard()
    setStatus(list, 1, 612_345, 1)
    const shard = await verifyShard(await publish(inventedNow, list), options())
    expect(shard).toMatchObject({ uri, ttl: 21_600, expiresAt: inventedNow + SHARD_LIFE })
    expect(cardStatus(shard, 612_345, inventedNow)).toBe('blocked')
    expect(cardStatus(shard, 612_344, inventedNow)).toBe('valid')
    expect(cardStatus(shard, 2 ** 20, inventedNow)).toBe('beyond')
    expect(cardStatus(shard, 1, shard.expiresAt - 1)).toBe('valid')
    expect(cardStatus(shard, 1, shard.expiresAt)).toBe('expired')
    expect(cardStatus(undefined, 1, inventedNow)).toBe('missing')
  })

  test('is taken by any status key of its issuer and by no other', async () => {
    const other = await inventKey()
    const published = await publish()
    const both = [other.publicKey, key.publicKey]
    await expect(verifyShard(published, options({ statusKeys: () => both }))).resolves.toBeDefined()
    const strangers = options({ statusKeys: () => [other.publicKey] })
    await expect(verifyShard(published, strangers)).rejects.toThrow('list-signature')
    await expect(verifyShard(published, options({ statusKeys: () => [] }))).rejects.toThrow(
      'list-signature',
    )
    const foreign = await publish(inventedNow, emptyShard(), 'https://other.example/s/17')
    await expect(verifyShard(foreign, options())).rejects.toThrow('list-signature')
  })

  test('is refused past its end', async () => {
    const published = await publish()
    const now = inventedNow + SHARD_LIFE
    await expect(verifyShard(published, options({ now }))).rejects.toThrow('list-expired')
  })

  test('is refused when signed before the one held, and taken again when equal', async () => {
    await expect(
      verifyShard(await publish(), options({ held: () => ({ issuedAt: inventedNow }) })),
    ).resolves.toBeDefined()
    const older = await publish(inventedNow - 1)
    await expect(
      verifyShard(older, options({ held: () => ({ issuedAt: inventedNow }) })),
    ).rejects.toThrow('list-rollback')
  })

  test('changed in any byte is refused', async () => {
    const published = await publish()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(published.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          const changed = new Uint8Array(published)
          changed[place] = (changed[place] ?? 0) ^ change
          await expect(verifyShard(changed, options())).rejects.toThrow(/^list-/)
        },
      ),
    )
  })

  test('that inflates beyond a shard is refused', async () => {
    const shard = { uri, issuedAt: inventedNow, list: emptyShard() }
    const bomb = await signShard(shard, key.sign, {
      ...webCompression,
      compress: () => webCompression.compress(new Uint8Array(SHARD_BYTES + 1)),
    })
    await expect(verifyShard(bomb, options())).rejects.toThrow('list-malformed')
  })

  test('is not signed for an address that no card names, nor too long', async () => {
    await expect(publish(inventedNow, emptyShard(), 'https://carte.example/s/01')).rejects.toThrow(
      TypeError,
    )
    await expect(publish(inventedNow, new Uint8Array(SHARD_BYTES + 1))).rejects.toThrow(TypeError)
  })
})

describe('all shards in one answer', () => {
  test('come apart as they were published', async () => {
    const published = [await publish(), await publish(inventedNow, emptyShard(), `${uri}3`)]
    expect(splitShards(joinShards(published))).toEqual(published)
    expect(splitShards(joinShards([]))).toEqual([])
  })

  test('cut short are refused whole', async () => {
    const sequence = joinShards([await publish(), await publish()])
    expect(() => splitShards(sequence.slice(0, -1))).toThrow('list-malformed')
  })
})

test('ZLIB with bytes after its end, or cut, is refused', async () => {
  const list = fromHex('78dadbb918000217015d')
  expect(await webCompression.decompress(list, 100)).toEqual(fromHex('b9a3'))
  expect(await webCompression.decompress(fromHex(`${toHex(list)}00`), 100)).toBeUndefined()
  expect(await webCompression.decompress(list.slice(0, -1), 100)).toBeUndefined()
  expect(await webCompression.decompress(list, 1)).toBeUndefined()
})

test.each([
  ['https://carte.example/s/0', 'https://carte.example'],
  [shardUri('http://localhost:8787', 17), 'http://localhost:8787'],
  ['https://carte.example/s/', undefined],
  ['https://carte.example/s/01', undefined],
  ['https://carte.example/s/1/', undefined],
  ['https://carte.example/x/s/1', undefined],
  ['ftp://carte.example/s/1', undefined],
])('the issuer of %s is %s', (address, issuer) => {
  expect(shardIssuer(address)).toBe(issuer)
})
