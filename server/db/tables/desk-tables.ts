import { sql } from 'drizzle-orm'
import type { Columns } from '../columns.ts'

/** Proving who one is in person, and asking for a file to be corrected. */
export function deskTables(c: Columns) {
  /** class: lookup (a code shown on a phone to its activation) */
  const deskCodes = c.table(
    'desk_codes',
    {
      enrolmentId: c.text().primaryKey(),
      /** the first half, by which a code is found; the hash is of the whole */
      handle: c.text().notNull(),
      codeHash: c.bytes().notNull(),
      tries: c.integer().notNull().default(0),
      expiresAt: c.instant().notNull(),
      /** the agent who was last shown whose code this is, and whose it was then: nobody else is accepted */
      shownTo: c.text(),
      shownRegistryId: c.text(),
    },
    (t) => [c.uniqueIndex('desk_codes_handle').on(t.handle)],
  )
  /** class: lookup. What an agent saw at a desk; it waits for a second agent when another phone is in use. */
  const deskApprovals = c.table(
    'desk_approvals',
    {
      approvalId: c.text().primaryKey(),
      enrolmentId: c.text().notNull(),
      registryId: c.text().notNull(),
      /** `lapsed`: no second agent answered in time, and the holder was told */
      state: c.oneOf(['waiting', 'approved', 'refused', 'lapsed']).notNull(),
      documentKind: c.oneOf(['passport', 'identity-card', 'residence-permit']).notNull(),
      sealedDocumentNumber: c.bytes().notNull(),
      askedBy: c.text().notNull(),
      askedAt: c.instant().notNull(),
      endsAt: c.instant().notNull(),
      decidedBy: c.text(),
      decidedAt: c.instant(),
    },
    (t) => [
      c.index('desk_approvals_waiting').on(t.state, t.endsAt),
      c.index('desk_approvals_enrolment').on(t.enrolmentId),
      c.index('desk_approvals_asked').on(t.askedAt),
      c
        .index('desk_approvals_waiting_of')
        .on(t.registryId)
        .where(sql`${t.state} = 'waiting'`),
    ],
  )
  /** class: lookup. A holder's word about their file; at most one open for each activation. */
  const corrections = c.table(
    'corrections',
    {
      correctionId: c.text().primaryKey(),
      enrolmentId: c.text().notNull(),
      registryId: c.text().notNull(),
      sealedText: c.bytes().notNull(),
      differing: c.json<string[]>().notNull(),
      state: c.oneOf(['open', 'closed']).notNull(),
      createdAt: c.instant().notNull(),
      closedAt: c.instant(),
      closedBy: c.text(),
      outcome: c.oneOf(['corrected', 'unchanged']),
    },
    (t) => [
      c.index('corrections_queue').on(t.state, t.createdAt),
      c.index('corrections_enrolment').on(t.enrolmentId),
      c
        .uniqueIndex('corrections_one_open')
        .on(t.enrolmentId)
        .where(sql`${t.state} = 'open'`),
    ],
  )
  return { deskCodes, deskApprovals, corrections }
}
