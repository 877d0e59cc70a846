import { and, eq, lte, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { forgetSome } from '../db/forget-some.ts'
import { isGiven, writeList } from '../db/given-rows.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'

/** An entry as it was answered. */
export interface AnsweredEntry {
  readonly entryId: string
  readonly counterId: string
  /** SHA-256 of all that the entry says */
  readonly entryHash: Buffer
  readonly readAt: Date
  readonly recordedAt: Date
  readonly judgement: string
  /** all of it, as text */
  readonly answer: string
}

export type KeptAnswer = Pick<AnsweredEntry, 'entryId' | 'entryHash' | 'answer'>

/** What each professional's counters read without network, and what was answered, sealed. */
export interface JournalStore {
  find(professionalId: string, entryIds: readonly string[]): Promise<readonly KeptAnswer[]>
  /** Keeps answers, all in one unit; one that is kept already stays as it is. */
  keep(professionalId: string, entries: readonly AnsweredEntry[]): Promise<void>
  /** Forgets what was recorded before `before`, `most` in one go. */
  purge(before: Date, most?: number): Promise<number>
}

const place = 'journal_entries.answer'

export function journalStore(database: Database, keys: Keys): JournalStore {
  const run = statementsOf(database)(database.db)
  return {
    async find(professionalId, entryIds) {
      const list = writeList(database, entryIds)
      const rows = await run.find.execute({ professionalId, list })
      return rows.map(({ sealedAnswer, ...row }) => ({
        ...row,
        answer: keys.openColumn(place, rowKey(professionalId, row.entryId), sealedAnswer),
      }))
    },
    async keep(professionalId, entries) {
      await database.unit(async () => {
        for (const { answer, ...entry } of entries) {
          const key = rowKey(professionalId, entry.entryId)
          const sealedAnswer = keys.sealColumn(place, key, answer)
          await run.keep.execute({ ...entry, professionalId, sealedAnswer })
        }
      })
    },
    async purge(before, most = 1_000) {
      return (await run.purge.execute({ before, most })).length
    },
  }
}

function rowKey(professionalId: string, entryId: string): string {
  return `${professionalId}.${entryId}`
}

function statementsOf(database: Database) {
  const { journalEntries: entries } = database.tables
  return prepared((db) => ({
    find: db
      .select({
        entryId: entries.entryId,
        entryHash: entries.entryHash,
        sealedAnswer: entries.sealedAnswer,
      })
      .from(entries)
      .where(
        and(
          eq(entries.professionalId, sql.placeholder('professionalId')),
          isGiven(database, entries.entryId),
        ),
      ),
    keep: db
      .insert(entries)
      .values({
        professionalId: sql.placeholder('professionalId'),
        entryId: sql.placeholder('entryId'),
        counterId: sql.placeholder('counterId'),
        entryHash: sql.placeholder('entryHash'),
        readAt: sql.placeholder('readAt'),
        recordedAt: sql.placeholder('recordedAt'),
        judgement: sql.placeholder('judgement'),
        sealedAnswer: sql.placeholder('sealedAnswer'),
      })
      .onConflictDoNothing(),
    purge: forgetSome(
      db,
      entries,
      entries.recordedAt,
      lte(entries.recordedAt, placed(entries.recordedAt, 'before')),
    ),
  }))
}
