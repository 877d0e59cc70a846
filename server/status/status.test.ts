import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { splitShards } from '@etui/shared/status/shard-sequence.ts'
import { verifyShard } from '@etui/shared/status/signed-shard.ts'
import { cardStatus } from '@etui/shared/status/status-shard.ts'
import { blockStore } from '../block/block-store.ts'
import { choresOf, startChores } from '../chores.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { demo, openWorld } from '../http/test-world.ts'
import { createNodeCryptography } from '../presentation/platform-node.ts'
import { testPhone } from '../reading/test-phone.ts'
import { seedRegistry } from '../registry/seed-registry.ts'
import { nodeCompression } from './compression-node.ts'
import { claimMs, publishStatus, resignMs } from './publish-status.ts'
import { markShardsChanged, statusStore } from './status-store.ts'

const issuer = 'http://localhost:8787'
const cryptography = createNodeCryptography()

forEachEngine('status lists', (open) => {
  async function world() {
    const database = await open()
    const all = await openWorld({ database })
    const { keys, clock, app } = all
    const status = statusStore(database)
    const publishNow = () => publishStatus({ status, keys, clock, issuer })
    const get = (url: string, headers: Record<string, string> = {}) =>
      app.inject({ url, headers: { host: 'comptoir.localhost:8787', ...headers } })
    /** What a counter makes of `/s/all`. */
    const fetchShards = async () => {
      // A list published meanwhile is looked for once a second.
      all.pass(1_000)
      const answer = await get('/s/all')
      const options = {
        cryptography,
        compression: nodeCompression,
        now: clock().getTime() / 1000,
        statusKeys: () => keys.statuses().map((key) => key.point),
      }
      const shards = splitShards(new Uint8Array(answer.rawPayload))
      return Promise.all(shards.map((shard) => verifyShard(shard, options)))
    }
    const statusOf = async (index: number) => {
      const [shard] = await fetchShards()
      return cardStatus(shard, index, clock().getTime() / 1000)
    }
    return { ...all, database, status, publishNow, get, fetchShards, statusOf }
  }

  test('a blocked card’s bit is in the next list, and gone from the one after it is lifted', async () => {
    const { database, keys, clock, publishNow, statusOf, pass } = await world()
    await seedRegistry({ database, keys, clock })
    const { statusIndex, personId, phoneId } = await testPhone({ database, keys, clock, issuer })
    const blocks = blockStore(database)
    await publishNow()
    expect(await statusOf(statusIndex)).toBe('valid')
    await blocks.suspend({ personId, phoneId, reason: 'lost', at: clock() })
    expect(await statusOf(statusIndex)).toBe('valid')
    pass(5_000)
    expect(await publishNow()).toBe(1)
    expect(await statusOf(statusIndex)).toBe('blocked')
    expect(await statusOf(statusIndex === 0 ? 1 : statusIndex - 1)).toBe('valid')
    await blocks.lift({ personId, phoneId, at: clock() })
    await publishNow()
    expect(await statusOf(statusIndex)).toBe('valid')
  })

  test('publishes what changed, and nothing else, until it is time to sign again', async () => {
    const { database, publishNow, clock, pass } = await world()
    expect(await publishNow()).toBe(1)
    expect(await publishNow()).toBe(0)
    await markShardsChanged(database, [0, 2], clock())
    expect(await publishNow()).toBe(2)
    pass(resignMs - 1)
    expect(await publishNow()).toBe(0)
    pass(1)
    expect(await publishNow()).toBe(2)
  })

  test('a change made while its shard is being built leaves it due', async () => {
    const { database, status, keys, publishNow, clock } = await world()
    await publishNow()
    await markShardsChanged(database, [0], clock())
    let isFirst = true
    const slow = {
      ...status,
      async blockedIndices(shard: number, at: Date) {
        const indices = await status.blockedIndices(shard, at)
        if (isFirst) await markShardsChanged(database, [0], clock())
        isFirst = false
        return indices
      },
    }
    expect(await publishStatus({ status: slow, keys, clock, issuer })).toBe(2)
  })

  test('two nodes at once publish each shard once', async () => {
    const { database, publishNow, clock } = await world()
    await markShardsChanged(database, [0, 1, 2, 3, 4], clock())
    const counts = await Promise.all([publishNow(), publishNow()])
    expect(counts[0] + counts[1]).toBe(5)
  })

  test('what a dead node had claimed is taken over, and its late list is not served', async () => {
    const { status, clock, publishNow, pass, database } = await world()
    await status.addShard(0, clock())
    const at = clock()
    const claimedUntil = new Date(at.getTime() + claimMs)
    expect(await status.claim({ at, claimedUntil, resignBefore: at })).toBe(0)
    expect(await publishNow()).toBe(0)
    pass(claimMs + 1)
    expect(await publishNow()).toBe(1)
    expect(await status.publish(0, new Uint8Array([1]), claimedUntil)).toBe(false)
    expect((await database.db.select().from(database.tables.statusShards))[0]?.list).not.toEqual(
      Buffer.from([1]),
    )
  })

  test('is signed by the newest status key; lists of the one before still stand', async () => {
    const { keys, publishNow, pass, fetchShards, get } = await world()
    await publishNow()
    const before = await get('/s/all')
    pass(60_000)
    await keys.rotate('status')
    expect(await fetchShards()).toHaveLength(1)
    pass(resignMs)
    await publishNow()
    const [shard] = await fetchShards()
    expect(shard?.uri).toBe(`${issuer}/s/0`)
    const after = await get('/s/all')
    expect(after.headers.etag).not.toBe(before.headers.etag)
    const [current] = keys.statuses()
    const options = { cryptography, compression: nodeCompression, now: (shard?.issuedAt ?? 0) + 1 }
    const one = new Uint8Array((await get('/s/0')).rawPayload)
    await expect(
      verifyShard(one, { ...options, statusKeys: () => [current.point] }),
    ).resolves.toMatchObject({ ttl: 21_600, width: 1 })
  })

  test('answers 304 to who holds this list, in whichever form, and the list to others', async () => {
    const { publishNow, get, database, clock, pass } = await world()
    await publishNow()
    const first = await get('/s/all', { 'accept-encoding': 'gzip, deflate, br' })
    expect(first.headers).toMatchObject({
      'content-type': 'application/cbor-seq',
      'content-encoding': 'br',
      'cache-control': 'public, no-cache',
      vary: 'accept-encoding',
    })
    const etag = String(first.headers.etag)
    const plain = await get('/s/all')
    expect(brotliDecompressSync(first.rawPayload)).toEqual(plain.rawPayload)
    const zipped = await get('/s/all', { 'accept-encoding': 'br;q=0, gzip' })
    expect(gunzipSync(zipped.rawPayload)).toEqual(plain.rawPayload)
    for (const held of [etag, `"other", W/${etag}`, String(plain.headers.etag), '*']) {
      const again = await get('/s/all', { 'if-none-match': held })
      expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0])
    }
    expect((await get('/s/all', { 'if-none-match': '"other"' })).statusCode).toBe(200)
    pass(1_000)
    await markShardsChanged(database, [0], clock())
    await publishNow()
    pass(1_000)
    expect((await get('/s/all', { 'if-none-match': etag })).statusCode).toBe(200)
  })

  test('serves one shard on every host, and no shard that is not', async () => {
    const { publishNow, get } = await world()
    await publishNow()
    for (const host of ['localhost:8787', 'comptoir.localhost:8787', 'console.localhost:8787']) {
      const answer = await get('/s/0', { host })
      expect(answer.headers['content-type']).toBe('application/statuslist+cwt')
      expect(answer.statusCode).toBe(200)
    }
    for (const url of ['/s/1', '/s/00', '/s/-1', '/s/0x0', '/s/99999999999', '/s/x']) {
      expect((await get(url)).statusCode).toBe(404)
    }
  })

  test('the chores publish a block within the setting, by themselves', async () => {
    const { database, keys, clock, log, fetchShards } = await world()
    await seedRegistry({ database, keys, clock })
    const phone = await testPhone({ database, keys, clock, issuer })
    const settings = { ...demo, statusPublicationMs: 1_000 }
    const chores = choresOf({ settings, database, keys, clock, log })
    const stop = await startChores(chores, log)
    try {
      await blockStore(database).suspend({ ...phone, reason: 'lost', at: clock() })
      const startedAt = performance.now()
      let isListed = false
      while (!isListed && performance.now() - startedAt < 1_000) {
        const [shard] = await fetchShards()
        isListed = cardStatus(shard, phone.statusIndex, clock().getTime() / 1000) === 'blocked'
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      expect(isListed).toBe(true)
    } finally {
      await stop()
    }
  })
})
