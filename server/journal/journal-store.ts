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
  /** of an accepted entry: whose card was read, and which of theirs */
  readonly personId: string | null
  readonly beneficiaryId: string | null
  readonly staffId: string | null
  /** all of it, as text */
  readonly answer: string
}

export type KeptAnswer = Pick<AnsweredEntry, 'entryId' | 'entryHash' | 'answer'>

/** Whose card an accepted entry read, where, by whom and when. */
export interface ReadPerson {
  readonly personId: string
  readonly registryId: string
  readonly beneficiaryId: string
  readonly counterId: string
  readonly counterName: string
  readonly staffId: string | null
  readonly readAt: Date
  /** of the reading it became; null where it was kept before this was */
  readonly proofHash: Buffer | null
}

/** What each professional's counters read without network, and what was answered, sealed. */
export interface JournalStore {
  find(professionalId: string, entryIds: readonly string[]): Promise<readonly KeptAnswer[]>
  /** Whose card an entry read: 'unknown' to this professional, 'refused' unless it was accepted. */
  findPerson(key: EntryKey): Promise<ReadPerson | 'unknown' | 'refused'>
  /** Keeps answers, all in one unit; one that is kept already stays as it is. */
  keep(professionalId: string, entries: readonly AnsweredEntry[]): Promise<void>
  /** Forgets what was recorded before `before`, `most` in one go. */
  purge(before: Date, most?: number): Promise<number>
}

export interface EntryKey {
  readonly professionalId: string
  readonly entryId: string
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
    async findPerson(key) {
      const [row] = await run.findPerson.execute({ ...key })
      if (!row) return 'unknown'
      const { personId, registryId, beneficiaryId, counterName, ...where } = row
      if (personId === null || registryId === null || beneficiaryId === null) return 'refused'
      return { personId, registryId, beneficiaryId, counterName: counterName ?? '', ...where }
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
  const { journalEntries: entries, people, counters } = database.tables
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
    findPerson: db
      .select({
        personId: entries.personId,
        registryId: people.registryId,
        beneficiaryId: entries.beneficiaryId,
        counterId: entries.counterId,
        counterName: counters.name,
        staffId: entries.staffId,
        readAt: entries.readAt,
        proofHash: entries.proofHash,
      })
      .from(entries)
      .leftJoin(people, eq(people.personId, entries.personId))
      .leftJoin(
        counters,
        and(
          eq(counters.professionalId, entries.professionalId),
          eq(counters.counterId, entries.counterId),
        ),
      )
      .where(
        and(
          eq(entries.professionalId, sql.placeholder('professionalId')),
          eq(entries.entryId, sql.placeholder('entryId')),
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
        personId: sql.placeholder('personId'),
        beneficiaryId: sql.placeholder('beneficiaryId'),
        staffId: sql.placeholder('staffId'),
        proofHash: sql.placeholder('proofHash'),
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
