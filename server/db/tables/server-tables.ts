import type { Columns } from '../columns.ts'

/** What the server keeps to do its work: proofs seen, ceilings counted, letters to send. */
export function serverTables(c: Columns) {
  /** class: lookup. DPoP proofs seen; a proof is taken once, by its row. */
  const dpopProofs = c.table(
    'dpop_proofs',
    { proofHash: c.bytes().primaryKey(), expiresAt: c.instant().notNull() },
    (t) => [c.index('dpop_proofs_expiry').on(t.expiresAt)],
  )
  /** class: reference. Shared ceilings: so many within a window; and a row of who sends checks, to wait for each other by. */
  const limits = c.table('limits', {
    key: c.text().primaryKey(),
    count: c.integer().notNull(),
    endsAt: c.instant().notNull(),
  })
  /** class: reference. Letters by e-mail, claimed by guarded update. */
  const mails = c.table(
    'mails',
    {
      mailId: c.text().primaryKey(),
      sealedTo: c.bytes().notNull(),
      subject: c.text().notNull(),
      sealedText: c.bytes().notNull(),
      state: c.oneOf(['waiting', 'claimed', 'sent', 'failed']).notNull(),
      attempts: c.integer().notNull().default(0),
      dueAt: c.instant().notNull(),
      claimedUntil: c.instant(),
      createdAt: c.instant().notNull(),
      sentAt: c.instant(),
    },
    (t) => [c.index('mails_due').on(t.state, t.dueAt)],
  )
  return { dpopProofs, limits, mails }
}
