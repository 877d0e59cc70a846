import { expect, test } from 'vitest'
import { verifyTrustedList } from '@etui/shared/trust/signed-trusted-list.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { openWorld } from '../http/test-world.ts'
import { createNodeCryptography } from '../presentation/platform-node.ts'
import { listRenewalMs, publishTrustedList } from './publish-trusted-list.ts'
import { issuerOfCards } from './trusted-keys.ts'
import { trustedListStore } from './trusted-list-store.ts'

const cryptography = createNodeCryptography()

forEachEngine('trusted list', (open) => {
  async function world() {
    const database = await open()
    const all = await openWorld({ database })
    const { app, keys, clock, settings } = all
    const trustedLists = trustedListStore(database)
    const publishNow = () =>
      publishTrustedList({ trustedLists, keys, clock, ...issuerOfCards(settings) })
    const get = (headers: Record<string, string> = {}) =>
      app.inject({ url: '/trusted-list', headers: { host: 'comptoir.localhost:8787', ...headers } })
    const read = async (heldVersion = 0) => {
      const bytes = new Uint8Array((await get()).rawPayload)
      const now = clock().getTime() / 1000
      return verifyTrustedList(bytes, { cryptography, root: keys.rootPoint(), now, heldVersion })
    }
    return { ...all, publishNow, get, read, database }
  }

  test('stands on the root: issuers, status keys and group keys with their periods', async () => {
    const { read, keys } = await world()
    const list = await read()
    const [issuer] = keys.issuers()
    expect(list.version).toBe(1)
    expect(list.issuers).toEqual([
      expect.objectContaining({
        issuer: 'http://localhost:8787',
        keyId: issuer.kid,
        key: issuer.point,
        cardClass: 'demonstration',
      }),
    ])
    expect(list.statusKeys).toEqual([
      { issuer: 'http://localhost:8787', key: keys.statuses()[0].point },
    ])
    expect(list.groupKeys.map((key) => key.groupKeyId)).toEqual(
      keys.groups().map((key) => key.gkid),
    )
  })

  test('stays the same version while nothing changed', async () => {
    const { read, publishNow, pass } = await world()
    await publishNow()
    pass(listRenewalMs - 1)
    await publishNow()
    expect((await read()).version).toBe(1)
  })

  test('is signed anew before a counter would call it old', async () => {
    const { read, publishNow, pass } = await world()
    const first = await read()
    pass(listRenewalMs)
    await publishNow()
    const second = await read(first.version)
    expect(second.version).toBe(2)
    expect(second.issuedAt).toBeGreaterThan(first.issuedAt)
  })

  test('notices each rotated key, in a version that grows', async () => {
    const { read, publishNow, keys, pass } = await world()
    let version = (await read()).version
    for (const kind of ['issuer', 'status', 'group'] as const) {
      pass(60_000)
      await keys.rotate(kind)
      await publishNow()
      const list = await read(version)
      expect(list.version).toBe(version + 1)
      version = list.version
    }
    const list = await read(version)
    expect(list.issuers.map((issuer) => issuer.keyId)).toEqual(keys.issuers().map((key) => key.kid))
    expect(list.issuers).toHaveLength(2)
    const [current, previous] = list.issuers
    expect(previous?.to).toBeLessThan(current?.to ?? 0)
    expect(list.statusKeys).toHaveLength(2)
    expect(list.groupKeys.map((key) => key.groupKeyId)).toContain(keys.currentGroup().gkid)
  })

  test('ten nodes at once make one version, and no version is ever lower', async () => {
    const { publishNow, database, keys, pass } = await world()
    await Promise.all(Array.from({ length: 10 }, () => publishNow()))
    const rows = () => database.db.select().from(database.tables.trustedLists)
    expect((await rows()).map((row) => row.version)).toEqual([1])
    pass(60_000)
    await keys.rotate('group')
    await Promise.all(Array.from({ length: 10 }, () => publishNow()))
    expect((await rows()).map((row) => row.version).toSorted()).toEqual([1, 2])
  })

  test('a counter that holds a newer one refuses an older', async () => {
    const { read } = await world()
    const { version } = await read()
    await expect(read(version + 1)).rejects.toMatchObject({ code: 'list-rollback' })
  })

  test('answers 304 to who holds it', async () => {
    const { get } = await world()
    const first = await get({ 'accept-encoding': 'br' })
    expect(first.headers).toMatchObject({
      'content-type': 'application/cwt',
      'content-encoding': 'br',
      'cache-control': 'public, no-cache',
    })
    const again = await get({ 'if-none-match': String(first.headers.etag) })
    expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0])
    for (const host of ['localhost:8787', 'console.localhost:8787']) {
      expect((await get({ host })).statusCode).toBe(200)
    }
  })
})
