import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { letterItems, settleMs } from './letter-items.ts'
import { mostItems } from './readings-since.ts'

const start = Date.parse('2026-11-21T10:00:00Z')

forEachEngine('items of a letter', (open) => {
  async function world() {
    const { db, tables, ...database } = await open()
    await db.insert(tables.counters).values({
      professionalId: 'pro',
      counterId: 'c1',
      name: 'Comptoir 1',
      createdAt: new Date(start),
    })
    const read = async (secondsLater: number, personId = 'person') => {
      const proofHash = randomBytes(32)
      const at = new Date(start + secondsLater * 1000)
      await db.insert(tables.readings).values({
        personId,
        proofHash,
        phoneId: 'phone',
        beneficiaryId: '0',
        counterId: 'c1',
        professionalId: 'pro',
        provedAt: at,
        readAt: at,
        recordedAt: at,
        unlockedBy: 1,
        frameType: 2,
      })
      return proofHash.toString('base64url')
    }
    const items = letterItems({ ...database, db, tables })
    const since = (cursor: string, secondsLater: number, personId = 'person') =>
      items.since(personId, cursor, new Date(start + secondsLater * 1000))
    return { read, since }
  }

  test('are one’s own readings, in order, once they are settled told once', async () => {
    const { read, since } = await world()
    const ids = [await read(0), await read(1), await read(1)]
    await read(0, 'somebody else')
    const first = await since('', 100)
    expect(first.items.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted())
    expect(first.items[0]).toEqual({
      id: ids[0],
      kind: 'reading',
      at: start,
      beneficiaryId: '0',
      counterName: 'Comptoir 1',
      professionCode: '',
    })
    expect((await since(first.cursor, 100)).items).toEqual([])
    const later = await read(200)
    const second = await since(first.cursor, 300)
    expect(second.items.map(({ id }) => id)).toEqual([later])
  })

  test('that are still settling come again under the same id, and none is lost behind them', async () => {
    const { read, since } = await world()
    const quick = await read(100)
    const first = await since('', 100)
    expect(first.items.map(({ id }) => id)).toEqual([quick])
    // Read before, committed after.
    const slow = await read(99)
    const second = await since(first.cursor, 100 + settleMs / 1000)
    expect(second.items.map(({ id }) => id)).toEqual([slow, quick])
    expect((await since(second.cursor, 200)).items).toEqual([])
  })

  test('come in parts when there are many', async () => {
    const { read, since } = await world()
    for (let count = 0; count < mostItems + 5; count++) await read(count)
    const first = await since('', 10_000)
    const second = await since(first.cursor, 10_000)
    expect([first.items.length, second.items.length]).toEqual([mostItems, 5])
  })

  test('are each one’s own, by their own cursor and limit, when many ask at once', async () => {
    const { read, since } = await world()
    for (let count = 0; count < mostItems + 1; count++) await read(count, 'often')
    const [first, second] = [await read(0, 'seldom'), await read(5, 'seldom')]
    const { cursor } = await since('', 20, 'seldom')
    expect(cursor).toBe(`${start + 5_000}.${second}`)
    const third = await read(9, 'seldom')
    const asked = [
      since('', 10_000, 'often'),
      since('', 10_000, 'never'),
      since('', 10_000, 'seldom'),
      since(cursor, 10_000, 'seldom'),
    ]
    const [often, never, all, last] = (await Promise.all(asked)).map(({ items }) =>
      items.map(({ id }) => id),
    )
    expect([often?.length, never, all, last]).toEqual([
      mostItems,
      [],
      [first, second, third],
      [third],
    ])
  })

  test.each([
    'not ours',
    `${start + 1_001_000}.${'A'.repeat(43)}`,
    `999999999999999.${'A'.repeat(43)}`,
    `8640000000000001.${'A'.repeat(43)}`,
  ])('begin at the beginning for a cursor we did not make: %s', async (cursor) => {
    const { read, since } = await world()
    expect(await since(cursor, 1_000)).toEqual({ items: [], cursor: '' })
    const id = await read(999)
    const told = await since(cursor, 1_000)
    expect([told.items.map((item) => item.id), told.cursor]).toEqual([[id], ''])
  })
})
