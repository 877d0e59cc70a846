import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { statusStore } from '../status/status-store.ts'
import { blockStore } from './block-store.ts'

const at = new Date('2026-11-21T10:00:00.000Z')
const day = 24 * 60 * 60_000
const later = (ms: number) => new Date(at.getTime() + ms)
const order = { personId: 'p1', phoneId: 'f1', reason: 'lost', at } as const

forEachEngine('blocks', (open) => {
  async function world() {
    const database = await open()
    const { db, tables } = database
    const phone = { personId: 'p1', state: 'active' as const, createdAt: at }
    await db.insert(tables.phones).values([
      { ...phone, phoneId: 'f1', deviceThumbprint: 't1' },
      { ...phone, phoneId: 'f0', deviceThumbprint: 't0', state: 'ended' },
    ])
    const index = { personId: 'p1', phoneId: 'f1', beneficiaryId: '0', expiresAt: later(30 * day) }
    await db.insert(tables.statusIndices).values([
      { ...index, shard: 0, statusIndex: 5 },
      { ...index, shard: 3, statusIndex: 9, beneficiaryId: '1' },
      { ...index, shard: 0, statusIndex: 6, expiresAt: later(-1) },
      { ...index, shard: 0, statusIndex: 7, phoneId: 'f0' },
    ])
    const blocks = blockStore(database)
    const status = statusStore(database)
    const stopped = async () => {
      const rows = await db.select().from(tables.statusIndices)
      return rows
        .filter((row) => row.blockedAt)
        .map((row) => `${row.shard}/${row.statusIndex}`)
        .toSorted()
    }
    const dueShards = async () => {
      const rows = await db.select().from(tables.statusShards)
      return rows
        .filter((row) => !row.publishedAt)
        .map((row) => row.shard)
        .toSorted()
    }
    const phoneState = async () => {
      const [row] = await db.select().from(tables.phones).where(eq(tables.phones.phoneId, 'f1'))
      return { state: row?.state, endReason: row?.endReason }
    }
    return { ...database, blocks, status, stopped, dueShards, phoneState }
  }

  test('suspends: every index not yet expired is refused and its shard is due, the phone stays', async () => {
    const { blocks, stopped, dueShards, phoneState } = await world()
    const block = await blocks.suspend(order)
    expect(block).toMatchObject({ state: 'suspended', reason: 'lost', blockedAt: at })
    expect(await stopped()).toEqual(['0/5', '3/9'])
    expect(await dueShards()).toEqual([0, 3])
    expect(await phoneState()).toEqual({ state: 'active', endReason: null })
    expect(await blocks.find('p1', 'f1')).toEqual(block)
    expect(await blocks.find('p1', 'f0')).toBeNull()
  })

  test('suspending again answers the block that stands', async () => {
    const { blocks } = await world()
    const first = await blocks.suspend(order)
    expect(await blocks.suspend({ ...order, reason: 'stolen', at: later(5) })).toEqual(first)
  })

  test('ten suspensions at once are one block', async () => {
    const { blocks, db, tables } = await world()
    const made = await Promise.all(Array.from({ length: 10 }, () => blocks.suspend(order)))
    expect(new Set(made.map((block) => block.blockId)).size).toBe(1)
    expect(await db.select().from(tables.blocks)).toHaveLength(1)
  })

  test('lifts within a day: the card works again, its shards are due, and it can be suspended anew', async () => {
    const { blocks, stopped, dueShards, status } = await world()
    await blocks.suspend(order)
    const claimedUntil = later(60_000)
    while ((await status.claim({ at: later(1), claimedUntil, resignBefore: at })) !== null);
    expect(await dueShards()).toEqual([])
    const lifted = await blocks.lift({ ...order, at: later(day - 1) })
    expect(lifted).toMatchObject({ state: 'lifted' })
    expect(await stopped()).toEqual([])
    expect(await dueShards()).toEqual([0, 3])
    expect(await blocks.find('p1', 'f1')).toBeNull()
    expect(await blocks.suspend({ ...order, at: later(day) })).toMatchObject({ state: 'suspended' })
  })

  test('does not lift after a day, nor what is final, nor what was never blocked', async () => {
    const { blocks, stopped } = await world()
    expect(await blocks.lift(order)).toBeNull()
    await blocks.suspend(order)
    expect(await blocks.lift({ ...order, at: later(day) })).toBeNull()
    await blocks.blockForGood(order)
    expect(await blocks.lift({ ...order, at: later(1) })).toBeNull()
    expect(await stopped()).toEqual(['0/5', '3/9'])
  })

  test('makes a suspension final for the newer reason, and ends the phone', async () => {
    const { blocks, phoneState } = await world()
    const suspended = await blocks.suspend(order)
    const final = await blocks.blockForGood({ ...order, reason: 'two-branches', at: later(9) })
    expect(final).toEqual({
      ...suspended,
      state: 'final',
      reason: 'two-branches',
      changedAt: later(9),
    })
    expect(await phoneState()).toEqual({ state: 'ended', endReason: 'two-branches' })
    expect(await blocks.blockForGood({ ...order, reason: 'lost', at: later(20) })).toEqual(final)
  })

  test('makes suspensions of a day final, and only those', async () => {
    const { blocks, phoneState } = await world()
    await blocks.suspend(order)
    expect(await blocks.finishSuspensions(later(day - 1))).toBe(0)
    expect((await phoneState()).state).toBe('active')
    expect(await blocks.finishSuspensions(later(day))).toBe(1)
    expect(await blocks.find('p1', 'f1')).toMatchObject({ state: 'final', changedAt: later(day) })
    expect(await phoneState()).toEqual({ state: 'ended', endReason: 'lost' })
    expect(await blocks.finishSuspensions(later(2 * day))).toBe(0)
  })

  test('a unit that fails blocks nothing', async () => {
    const { blocks, unit, stopped } = await world()
    const failing = unit(async () => {
      await blocks.blockForGood(order)
      throw new TypeError('undo')
    })
    await expect(failing).rejects.toThrow('undo')
    expect(await stopped()).toEqual([])
    expect(await blocks.find('p1', 'f1')).toBeNull()
  })
})
