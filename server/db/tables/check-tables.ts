import { sql } from 'drizzle-orm'
import type { CheckChallenge } from '@etui/shared/enrolment/check.ts'
import type { Columns } from '../columns.ts'

/** Checks of identity by video, their films, and what was deleted of them. */
export function checkTables(c: Columns) {
  /**
   * class: lookup (a check to an activation and the registry's person); at most one open for each activation. A row goes
   * three months after the decision; one that was withdrawn is emptied at once and goes a week later.
   */
  const identityChecks = c.table(
    'identity_checks',
    {
      checkId: c.text().primaryKey(),
      enrolmentId: c.text().notNull(),
      registryId: c.text().notNull(),
      attempt: c.integer().notNull(),
      state: c.oneOf(['recording', 'waiting', 'accepted', 'refused', 'withdrawn']).notNull(),
      documentKind: c.oneOf(['passport', 'identity-card', 'residence-permit']).notNull(),
      challenge: c.json<CheckChallenge>().notNull(),
      challengeEndsAt: c.instant().notNull(),
      /** the lines the phone read, and what the person confirmed, both as JSON */
      sealedMrz: c.bytes(),
      sealedClaims: c.bytes(),
      mrzDiffering: c.json<string[]>(),
      createdAt: c.instant().notNull(),
      sentAt: c.instant(),
      leasedTo: c.text(),
      leaseEndsAt: c.instant(),
      isForSupervisor: c.flag().notNull().default(false),
      sealedQuestion: c.bytes(),
      decidedAt: c.instant(),
      decidedBy: c.text(),
      reasons: c.json<string[]>(),
      sealedHint: c.bytes(),
      /** what the console's models said; biometric, so it goes with the films */
      scores: c.json<Record<string, number>>(),
      recordingsDueAt: c.instant(),
      evidenceDueAt: c.instant(),
      recordingsDeletedAt: c.instant(),
      evidenceDeletedAt: c.instant(),
    },
    (t) => [
      c.index('identity_checks_queue').on(t.state, t.sentAt),
      c.index('identity_checks_enrolment').on(t.enrolmentId),
      c.index('identity_checks_registry').on(t.registryId),
      c.index('identity_checks_lease').on(t.leasedTo),
      c.index('identity_checks_decided').on(t.decidedAt),
      c
        .uniqueIndex('identity_checks_one_open')
        .on(t.enrolmentId)
        .where(sql`${t.state} in ('recording', 'waiting')`),
      c
        .index('identity_checks_recordings_due')
        .on(t.recordingsDueAt)
        .where(sql`${t.recordingsDeletedAt} is null`),
      c
        .index('identity_checks_evidence_due')
        .on(t.evidenceDueAt)
        .where(sql`${t.evidenceDeletedAt} is null`),
      c
        .index('identity_checks_emptied')
        .on(t.evidenceDeletedAt)
        .where(sql`${t.evidenceDeletedAt} is not null`),
    ],
  )
  /** class: lookup. One film of a check; its bytes are objects outside (server/blob), of these lengths. */
  const recordings = c.table(
    'recordings',
    {
      recordingId: c.text().primaryKey(),
      checkId: c.text().notNull(),
      kind: c.oneOf(['document', 'face']).notNull(),
      size: c.integer().notNull(),
      received: c.integer().notNull().default(0),
      pieces: c.json<number[]>().notNull(),
      contentType: c.text().notNull(),
      durationMs: c.integer(),
      state: c.oneOf(['uploading', 'complete', 'refused', 'deleted']).notNull(),
      fault: c.text(),
      createdAt: c.instant().notNull(),
      completedAt: c.instant(),
    },
    (t) => [
      c.index('recordings_check').on(t.checkId),
      c
        .uniqueIndex('recordings_one_of_a_kind')
        .on(t.checkId, t.kind)
        .where(sql`${t.state} in ('uploading', 'complete')`),
    ],
  )
  /**
   * class: reference. What was deleted and when, without content: of a check, of what was seen at a desk or of a
   * correction, whose id is then in the place of the check's. `doneAt` is null while it is under way.
   */
  const deletions = c.table(
    'deletions',
    {
      deletionId: c.text().primaryKey(),
      checkId: c.text().notNull(),
      what: c.oneOf(['recordings', 'evidence', 'document-number', 'correction']).notNull(),
      cause: c.oneOf(['decision', 'withdrawal', 'age']).notNull(),
      dueAt: c.instant().notNull(),
      startedAt: c.instant().notNull(),
      doneAt: c.instant(),
      objects: c.integer().notNull().default(0),
    },
    (t) => [c.uniqueIndex('deletions_once').on(t.checkId, t.what)],
  )
  return { identityChecks, recordings, deletions }
}
