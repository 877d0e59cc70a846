import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { type NewReading, readingStore } from './reading-store.ts'

const at = new Date('2026-11-21T10:00:00.123Z')

forEachEngine('readings recorded together', (open) => {
  async function world() {
    const database = await open()
    // The pool has its connections open before a race.
    await Promise.all(Array.from({ length: 8 }, () => database.ping()))
    const rows = () => database.db.select().from(database.tables.readings)
    return { database, readings: readingStore(database), rows }
  }

  test('are each recorded as by itself', async () => {
    const { readings, rows } = await world()
    const all = Array.from({ length: 60 }, (_, index) =>
      reading(`person ${index}`, {
        staffId: index % 2 === 0 ? 'staff' : null,
        isOffline: index % 3 === 0,
      }),
    )
    const recorded = await Promise.all(all.map((each) => readings.record(each)))
    expect(recorded).toEqual(all.map(() => ({ isFlagged: false })))
    const kept = new Map((await rows()).map((row) => [row.personId, row]))
    for (const each of all) expect(kept.get(each.personId)).toMatchObject({ ...each })
  })

  test('of one proof at twenty counters at once are one, among others and at two nodes', async () => {
    const { database, readings, rows } = await world()
    const other = readingStore(database)
    for (let round = 0; round < 20; round += 1) {
      const tried = Array.from({ length: 20 }, (_, index) => {
        const store = index % 2 === 0 ? readings : other
        const proofs = ['a', 'b', 'c'].map((name) => `${name} ${round}`)
        // Each node meets them in its own order.
        const turned = index % 2 === 0 ? proofs : proofs.toReversed()
        return turned.map((name) =>
          store.record(reading(name, { counterId: `counter ${index}`, proof: name })),
        )
      }).flat()
      const recorded = await Promise.all(tried)
      expect(recorded.filter((each) => each !== null)).toHaveLength(3)
    }
    expect(await rows()).toHaveLength(60)
  })

  test('one that cannot be takes nothing from the others', async () => {
    const { readings, rows } = await world()
    const wrong = { ...reading('wrong'), frameType: 'none' as never }
    const tried = [reading('a'), wrong, reading('b')].map((each) => readings.record(each))
    const outcomes = await Promise.allSettled(tried)
    const isSqlite = open.engine === 'sqlite'
    // SQLite takes any value for a number's.
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      isSqlite ? 'fulfilled' : 'rejected',
      'fulfilled',
    ])
    expect(await rows()).toHaveLength(isSqlite ? 3 : 2)
  })

  test('at two counters are flagged, by what was there and by what came with them', async () => {
    const { readings } = await world()
    await readings.record(reading('claire', { counterId: 'a' }))
    const later = new Date(at.getTime() + 60_000)
    const [second, same, alone] = await Promise.all([
      readings.record(reading('claire', { counterId: 'b', readAt: later, recordedAt: later })),
      readings.record(reading('theo', { counterId: 'b' })),
      readings.record(reading('odile', { counterId: 'b', beneficiaryId: '1' })),
    ])
    expect([second, same, alone]).toEqual([
      { isFlagged: true },
      { isFlagged: false },
      { isFlagged: false },
    ])
    const both = await Promise.all(
      ['a', 'b'].map((counterId) => readings.record(reading('mael', { counterId }))),
    )
    expect(both.some((each) => each?.isFlagged)).toBe(true)
  })
})

/** A reading of somebody; of the same `proof`, the same proof. */
function reading(
  personId: string,
  { proof, ...change }: Partial<NewReading> & { readonly proof?: string } = {},
): NewReading {
  const counterId = change.counterId ?? 'counter'
  return {
    personId,
    proofHash: createHash('sha256')
      .update(proof ?? `${personId} ${counterId}`)
      .digest(),
    phoneId: 'phone',
    beneficiaryId: '0',
    counterId,
    professionalId: 'pro',
    staffId: null,
    provedAt: at,
    readAt: at,
    recordedAt: at,
    isOffline: false,
    unlockedBy: 1,
    frameType: 2,
    way: 'code',
    ...change,
  }
}
