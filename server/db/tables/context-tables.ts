import type { Columns } from '../columns.ts'

/** What an online verification gives a counter: for so long, the person's identity and rights, and a place to bill. */
export function contextTables(c: Columns) {
  /** class: professional */
  const contexts = c.table(
    'contexts',
    {
      professionalId: c.text().notNull(),
      contextId: c.text().notNull(),
      tokenHash: c.bytes().notNull(),
      counterId: c.text().notNull(),
      personId: c.text().notNull(),
      registryId: c.text().notNull(),
      /** of the card that was presented */
      beneficiaryId: c.text().notNull(),
      proofHash: c.bytes().notNull(),
      openedAt: c.instant().notNull(),
      endsAt: c.instant().notNull(),
      /** on demand, or by a renewal */
      endedAt: c.instant(),
      /** since when an invoice is made in it: then a new context at the counter does not end it */
      heldAt: c.instant(),
      /** of a renewal: the context that took its place, and the proof that opened it */
      renewedById: c.text(),
      renewalProofHash: c.bytes(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.contextId] }),
      c.index('contexts_counter').on(t.professionalId, t.counterId, t.openedAt),
      c.index('contexts_end').on(t.endsAt),
    ],
  )
  return { contexts }
}
