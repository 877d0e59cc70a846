import { eq, inArray, sql } from 'drizzle-orm'
import { type EnrolmentAct, stepsFor } from '@etui/shared/enrolment/enrolment.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'

/** An activation under way, as it is stored. */
export type EnrolmentRow = Database['tables']['enrolments']['$inferSelect']

/** What any statement on one activation is made of: which row, at which steps, and what is set with any change. */
export function enrolmentParts({ tables: { enrolments: it } }: Database) {
  const at = <C extends keyof EnrolmentRow>(column: C) => placed(it[column], 'at')
  return {
    isIt: eq(it.enrolmentId, sql.placeholder('enrolmentId')),
    isAt: (act: EnrolmentAct) => inArray(it.step, stepsFor(act)),
    at,
    changedAt: at('changedAt'),
    noIdentity: {
      identityDiffering: null,
      identityCodeHash: null,
      identityCodeExpiresAt: null,
      identityCodeTries: 0,
    },
  }
}
