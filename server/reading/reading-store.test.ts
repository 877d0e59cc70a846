import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { readingStore } from './reading-store.ts'

forEachEngine('readings of one card at several counters', (open) => {
  test('at the same instant are all flagged but one', async () => {
    const database = await open()
    const readings = readingStore(database)
    const at = new Date('2026-11-21T10:00:00Z')
    const read = (personId: string, counterId: string) =>
      readings.record({
        personId,
        counterId,
        phoneId: 'phone',
        beneficiaryId: '0',
        professionalId: 'pro',
        staffId: null,
        provedAt: at,
        readAt: at,
        recordedAt: at,
        isOffline: false,
        unlockedBy: 1,
        frameType: 2,
        way: 'code',
        proofHash: randomBytes(32),
      })
    // The pool has its connections open before the race.
    await Promise.all(Array.from({ length: 8 }, () => database.ping()))
    const counters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    for (let round = 0; round < 40; round++) {
      const all = await Promise.all(counters.map((counter) => read(`person ${round}`, counter)))
      expect(all.filter((each) => !each?.isFlagged).length).toBeLessThan(2)
    }
    const rows = await database.db.select().from(database.tables.readings)
    expect(rows.filter((row) => row.isFlagged).length).toBeGreaterThanOrEqual(40 * 7)
  })
})
