import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { type ContextStore, contextStore, type NewContext } from './context-store.ts'
import { drawContext } from './draw-context.ts'

const start = Date.parse('2026-11-21T10:00:00Z')
const halfAnHour = 30 * 60_000

function draw(afterMs = 0, change: Partial<NewContext> = {}): NewContext {
  const { kept } = drawContext({
    professionalId: 'pro',
    counterId: 'counter',
    personId: 'person',
    registryId: 'claire',
    beneficiaryId: '0',
    proofHash: randomBytes(32),
    at: new Date(start + afterMs),
  })
  return { ...kept, ...change }
}

function used(context: NewContext, afterMs: number) {
  return { ...context, at: new Date(start + afterMs) }
}

forEachEngine('contexts of a counter', (open) => {
  async function world() {
    const database = await open()
    // The pool has its connections open before a race.
    await Promise.all(Array.from({ length: 8 }, () => database.ping()))
    const contexts: ContextStore = contextStore(database)
    const opened = async (...how: Parameters<typeof draw>) => {
      const context = draw(...how)
      await contexts.open(context)
      return context
    }
    const isOpen = async (context: NewContext, afterMs: number) =>
      (await contexts.find(used(context, afterMs)))?.isOpen
    return { database, contexts, opened, isOpen }
  }

  test('opened by many at once are each as if opened alone', async () => {
    const { contexts, isOpen } = await world()
    const all = Array.from({ length: 60 }, (_, index) => draw(index, { counterId: `at ${index}` }))
    await Promise.all(all.map((context) => contexts.open(context)))
    for (const context of all) {
      expect(await contexts.find(used(context, 0))).toMatchObject({ isOpen: true })
      expect(await isOpen({ ...context, counterId: 'another' }, 0)).toBeUndefined()
    }
    // Written again for an answer that was lost.
    await contexts.open(all[0] ?? draw())
  })

  test('are open to the millisecond before half an hour, and not at it', async () => {
    const { opened, isOpen } = await world()
    const context = await opened()
    expect(await isOpen(context, 0)).toBe(true)
    expect(await isOpen(context, halfAnHour - 1)).toBe(true)
    expect(await isOpen(context, halfAnHour)).toBe(false)
  })

  test('are nobody’s without their token, at another counter, or for another professional', async () => {
    const { contexts, opened } = await world()
    const context = used(await opened(), 1)
    expect(await contexts.find(context)).toEqual({
      personId: 'person',
      registryId: 'claire',
      beneficiaryId: '0',
      proofHash: context.proofHash,
      isOpen: true,
    })
    for (const wrong of [
      { tokenHash: randomBytes(32) },
      { counterId: 'other' },
      { professionalId: 'other' },
      { contextId: 'other' },
    ]) {
      expect(await contexts.find({ ...context, ...wrong })).toBeNull()
      expect(await contexts.hold({ ...context, ...wrong })).toBeNull()
      expect(await contexts.renew({ ...context, ...wrong }, context)).toBe(false)
    }
    expect(await contexts.end({ ...context, professionalId: 'other' }, context.at)).toBe(false)
    expect(await contexts.end({ ...context, counterId: 'other' }, context.at)).toBe(false)
  })

  test('end when the counter opens the next, and no other counter’s does', async () => {
    const { opened, isOpen } = await world()
    const first = await opened()
    await opened(1, { counterId: 'other' })
    await opened(1, { professionalId: 'other' })
    expect(await isOpen(first, 2)).toBe(true)
    const second = await opened(2)
    expect(await isOpen(first, 2)).toBe(false)
    expect(await isOpen(second, 2)).toBe(true)
  })

  test('stay open beside the next while an invoice is made in them', async () => {
    const { contexts, opened, isOpen } = await world()
    const first = await opened()
    expect(await contexts.hold(used(first, 1))).toMatchObject({ personId: 'person' })
    const second = await opened(2)
    expect(await isOpen(first, 3)).toBe(true)
    expect(await isOpen(second, 3)).toBe(true)
    expect(await isOpen(first, halfAnHour)).toBe(false)
    const third = await opened(4)
    expect(await contexts.hold(used(second, 5))).toBeNull()
    expect(await contexts.hold(used(third, 5 + halfAnHour))).toBeNull()
  })

  test('end on demand, and stay as they ended', async () => {
    const { contexts, opened, isOpen } = await world()
    const context = await opened()
    expect(await contexts.end(context, new Date(start + 5))).toBe(true)
    expect(await contexts.end(context, new Date(start + 9))).toBe(true)
    expect(await isOpen(context, 5)).toBe(false)
    expect(await contexts.hold(used(context, 5))).toBeNull()
    // The holder presents again: that is a new beginning, once.
    const second = draw(6)
    expect(await contexts.renew(used(context, 6), second)).toBe(true)
    expect(await isOpen(second, 7)).toBe(true)
    expect(await isOpen(context, 7)).toBe(false)
    expect(await contexts.renew(used(context, 8), draw(8))).toBe(false)
  })

  test('are ended by the next again once nothing is billed in them', async () => {
    const { contexts, opened, isOpen } = await world()
    const first = await opened()
    await contexts.hold(used(first, 1))
    const second = await opened(2)
    await contexts.release({ ...first, professionalId: 'other' })
    expect(await isOpen(first, 3)).toBe(true)
    await contexts.release(first)
    expect(await isOpen(first, 3)).toBe(false)
    expect(await isOpen(second, 3)).toBe(true)
  })

  test('are renewed after their end, with the invoice that was made in them', async () => {
    const { contexts, opened, isOpen } = await world()
    const first = await opened()
    await contexts.hold(used(first, 1))
    const later = 2 * halfAnHour
    const second = draw(later)
    expect(await contexts.renew(used(first, later), second)).toBe(true)
    expect(await isOpen(first, later)).toBe(false)
    const next = await opened(later + 1)
    expect(await isOpen(second, later + 1)).toBe(true)
    expect(await isOpen(next, later + 1)).toBe(true)
  })

  test('are renewed once: of two cards at the same instant one, the same card again', async () => {
    const { contexts, opened, isOpen, database } = await world()
    for (let round = 0; round < 20; round++) {
      const at = round * 1_000
      const old = await opened(at)
      const renewals = Array.from({ length: 8 }, () => draw(at + 1))
      const won = await Promise.all(renewals.map((next) => contexts.renew(used(old, at + 1), next)))
      expect(won.filter(Boolean)).toHaveLength(1)
      const winner = renewals[won.indexOf(true)] ?? expect.fail('one won')
      expect(await isOpen(winner, at + 1)).toBe(true)
      // Its answer was lost: the same proof comes again, and only the last context is open.
      const again = draw(at + 2, { proofHash: winner.proofHash })
      expect(await contexts.renew(used(old, at + 2), again)).toBe(true)
      expect(await isOpen(winner, at + 2)).toBe(false)
      expect(await isOpen(again, at + 2)).toBe(true)
    }
    const rows = await database.db.select().from(database.tables.contexts)
    expect(rows.filter(({ endedAt }) => endedAt === null)).toHaveLength(40)
  })

  test('of two opened at the same instant at a counter one is open', async () => {
    const { opened, isOpen } = await world()
    for (let round = 0; round < 20; round++) {
      const at = round * 1_000
      const all = await Promise.all(Array.from({ length: 8 }, () => opened(at)))
      const areOpen = await Promise.all(all.map((context) => isOpen(context, at)))
      expect(areOpen.filter(Boolean)).toHaveLength(1)
    }
  })

  test('are forgotten batch after batch, and only those that are over', async () => {
    const { contexts, opened, isOpen } = await world()
    for (let each = 0; each < 5; each++) await opened(each)
    const last = await opened(10)
    const at = new Date(start + halfAnHour + 10)
    expect(await contexts.purge(at, 3)).toBe(3)
    expect(await contexts.purge(at, 3)).toBe(2)
    expect(await contexts.purge(at, 3)).toBe(0)
    expect(await isOpen(last, 11)).toBe(true)
  })
})
