import type { Columns } from '../columns.ts'

/** Tapped presentations: the chips that lead to counters, and what a counter waits for now. */
export function tapTables(c: Columns) {
  /** class: professional. An NTAG 424 on a counter; a plain tag holds the counter's id and needs no row. */
  const tags = c.table(
    'tags',
    {
      professionalId: c.text().notNull(),
      tagId: c.text().notNull(),
      counterId: c.text().notNull(),
      sealedKeys: c.bytes().notNull(),
      /** of its last tap: it only grows */
      chipCounter: c.integer().notNull(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.tagId] }),
      c.uniqueIndex('tags_id').on(t.tagId),
    ],
  )
  /** class: professional. The one tap that a counter waits for, or had last. */
  const taps = c.table(
    'taps',
    {
      professionalId: c.text().notNull(),
      counterId: c.text().notNull(),
      tapId: c.text().notNull(),
      challenge: c.bytes().notNull(),
      /** of whoever waited for it, under the professional's responsibility */
      staffId: c.text(),
      startedAt: c.instant().notNull(),
      endsAt: c.instant().notNull(),
      seenAt: c.instant(),
      /** SHA-256 of the frame that answers it: a challenge has one taker */
      takenBy: c.bytes(),
      answeredAt: c.instant(),
      verdict: c.text(),
      sealedAnswer: c.bytes(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.counterId] }),
      c.uniqueIndex('taps_counter').on(t.counterId),
      c.index('taps_end').on(t.endsAt),
    ],
  )
  return { tags, taps }
}
