import type { Columns } from '../columns.ts'

/** Programs that act for a professional at one counter, and the tokens they act with. */
export function practiceTables(c: Columns) {
  /** class: professional */
  const practiceClients = c.table(
    'practice_clients',
    {
      professionalId: c.text().notNull(),
      clientId: c.text().notNull(),
      counterId: c.text().notNull(),
      name: c.text().notNull(),
      /** P-256, SPKI in DER: what proves a client is nothing to keep secret here */
      publicKey: c.bytes().notNull(),
      /** names with a space between */
      scope: c.text().notNull(),
      createdAt: c.instant().notNull(),
      revokedAt: c.instant(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.clientId] }),
      c.uniqueIndex('practice_clients_id').on(t.clientId),
    ],
  )
  /** class: lookup (hash of a token to a client) */
  const practiceTokens = c.table(
    'practice_tokens',
    {
      tokenHash: c.bytes().primaryKey(),
      professionalId: c.text().notNull(),
      clientId: c.text().notNull(),
      scope: c.text().notNull(),
      endsAt: c.instant().notNull(),
    },
    (t) => [c.index('practice_tokens_end').on(t.endsAt)],
  )
  return { practiceClients, practiceTokens }
}
