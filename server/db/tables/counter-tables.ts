import { readingWays } from '@etui/shared/phone/letter.ts'
import type { Columns } from '../columns.ts'

/** Professionals, their workstations, and what was read there. */
export function counterTables(c: Columns) {
  /** class: professional */
  const professionals = c.table(
    'professionals',
    {
      professionalId: c.text().primaryKey(),
      nationalIdHash: c.bytes().notNull(),
      sealedNationalId: c.bytes().notNull(),
      sealedName: c.bytes().notNull(),
      professionCode: c.text().notNull(),
      organisationName: c.text().notNull(),
      createdAt: c.instant().notNull(),
      signedInAt: c.instant().notNull(),
    },
    (t) => [c.uniqueIndex('professionals_national').on(t.nationalIdHash)],
  )
  /** class: professional */
  const counters = c.table(
    'counters',
    {
      professionalId: c.text().notNull(),
      counterId: c.text().notNull(),
      name: c.text().notNull(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.counterId] }),
      c.uniqueIndex('counters_id').on(t.counterId),
    ],
  )
  /** class: lookup (hash of a cookie to a professional) */
  const professionalSessions = c.table('professional_sessions', {
    tokenHash: c.bytes().primaryKey(),
    professionalId: c.text().notNull(),
    counterId: c.text(),
    /** of whoever works there now, under the professional's responsibility */
    staffId: c.text(),
    startedAt: c.instant().notNull(),
    usedAt: c.instant().notNull(),
    endsAt: c.instant().notNull(),
  })
  /** class: person. One verification by one counter; its own replay guard. */
  const readings = c.table(
    'readings',
    {
      personId: c.text().notNull(),
      proofHash: c.bytes().notNull(),
      phoneId: c.text().notNull(),
      beneficiaryId: c.text().notNull(),
      counterId: c.text().notNull(),
      professionalId: c.text().notNull(),
      provedAt: c.instant().notNull(),
      readAt: c.instant().notNull(),
      /** when it came to be known here: later than readAt where it was read without network */
      recordedAt: c.instant().notNull(),
      isOffline: c.flag().notNull().default(false),
      unlockedBy: c.integer().notNull(),
      frameType: c.integer().notNull(),
      isFlagged: c.flag().notNull().default(false),
      /** how the frame came: shown and scanned unless said otherwise */
      way: c
        .oneOf([...readingWays])
        .notNull()
        .default('code'),
      /** who read it for the professional; null where they did themselves */
      staffId: c.text(),
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.proofHash] }),
      c.index('readings_recorded').on(t.personId, t.recordedAt),
      c.index('readings_oldest').on(t.recordedAt),
    ],
  )
  return { professionals, counters, professionalSessions, readings }
}
