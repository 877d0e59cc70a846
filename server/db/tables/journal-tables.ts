import type { Columns } from '../columns.ts'

/** What counters read without network, and when each was entitled to. */
export function journalTables(c: Columns) {
  /** class: professional. An entry sent by a counter, with what was answered: the same entry again gets it again. */
  const journalEntries = c.table(
    'journal_entries',
    {
      professionalId: c.text().notNull(),
      entryId: c.text().notNull(),
      counterId: c.text().notNull(),
      /** SHA-256 of all that the entry says */
      entryHash: c.bytes().notNull(),
      readAt: c.instant().notNull(),
      recordedAt: c.instant().notNull(),
      judgement: c.text().notNull(),
      /** of an accepted entry: whose card was read, and which of theirs */
      personId: c.text(),
      beneficiaryId: c.text(),
      /** of the reading it became; null where it became none, or was kept before this was */
      proofHash: c.bytes(),
      staffId: c.text(),
      sealedAnswer: c.bytes().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.entryId] }),
      c.index('journal_entries_recorded').on(t.recordedAt),
    ],
  )
  /** class: professional. From a sign-in at a counter on, as long as it may verify without network. */
  const counterStretches = c.table(
    'counter_stretches',
    {
      professionalId: c.text().notNull(),
      counterId: c.text().notNull(),
      startedAt: c.instant().notNull(),
      endsAt: c.instant().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.counterId, t.startedAt] }),
      c.index('counter_stretches_end').on(t.endsAt),
    ],
  )
  return { journalEntries, counterStretches }
}
