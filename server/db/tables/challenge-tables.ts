import type { Columns } from '../columns.ts'

/** Challenges that counters made by themselves, once they were answered. */
export function challengeTables(c: Columns) {
  /** class: professional. An answered challenge and the one proof that has it. */
  const takenChallenges = c.table(
    'taken_challenges',
    {
      professionalId: c.text().notNull(),
      /** what a proof carries of it: the first 16 bytes of its SHA-256 */
      challengeHash: c.bytes().notNull(),
      counterId: c.text().notNull(),
      /** SHA-256 of the proof's Sig_structure */
      proofHash: c.bytes().notNull(),
      takenAt: c.instant().notNull(),
      endsAt: c.instant().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.challengeHash] }),
      c.index('taken_challenges_end').on(t.endsAt),
    ],
  )
  return { takenChallenges }
}
