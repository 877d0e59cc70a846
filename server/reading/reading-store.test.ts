import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { readingStore } from './reading-store.ts'

forEachEngine('readings of one card at two counters', (open) => {
  test('at the same instant are never both unflagged', async () => {
    const database = await open()
    const readings = readingStore(database)
    const at = new Date('2026-11-21T10:00:00Z')
    const read = (personId: string, counterId: string) =>
      readings.record({
        ...{ personId, counterId, phoneId: 'phone', beneficiaryId: '0', professionalId: 'pro' },
        ...{ provedAt: at, readAt: at, unlockedBy: 1, frameType: 2 },
        proofHash: randomBytes(32),
      })
    // The pool has its connections open before the race.
    await Promise.all(Array.from({ length: 8 }, () => database.ping()))
    for (let round = 0; round < 40; round++) {
      const both = await Promise.all(['a', 'b'].map((counter) => read(`person ${round}`, counter)))
      expect(both.filter((each) => each?.isFlagged)).not.toHaveLength(0)
    }
    const rows = await database.db.select().from(database.tables.readings)
    expect(new Set(rows.filter((row) => row.isFlagged).map((row) => row.personId)).size).toBe(40)
  })
})
