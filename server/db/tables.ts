import type { Columns } from './columns.ts'
import { agentTables } from './tables/agent-tables.ts'
import { cardTables } from './tables/card-tables.ts'
import { challengeTables } from './tables/challenge-tables.ts'
import { checkTables } from './tables/check-tables.ts'
import { contextTables } from './tables/context-tables.ts'
import { counterTables } from './tables/counter-tables.ts'
import { deskTables } from './tables/desk-tables.ts'
import { enrolmentTables } from './tables/enrolment-tables.ts'
import { invoiceTables } from './tables/invoice-tables.ts'
import { journalTables } from './tables/journal-tables.ts'
import { phoneTables } from './tables/phone-tables.ts'
import { practiceTables } from './tables/practice-tables.ts'
import { registryTables } from './tables/registry-tables.ts'
import { reportTables } from './tables/report-tables.ts'
import { serverTables } from './tables/server-tables.ts'
import { staffTables } from './tables/staff-tables.ts'
import { tapTables } from './tables/tap-tables.ts'

/**
 * Every table, written once for both engines. Each is of one class (DESIGN.md 10):
 * person (key begins with person_id), professional (key begins with professional_id),
 * lookup (a hash or random key to a person_id), reference (the rest).
 * `sealed…` columns are encrypted (server/keys), `…Hash` columns are HMACs or SHA-256 digests.
 */
export function defineTables(c: Columns) {
  return {
    ...registryTables(c),
    ...reportTables(c),
    ...enrolmentTables(c),
    ...phoneTables(c),
    ...cardTables(c),
    ...checkTables(c),
    ...counterTables(c),
    ...staffTables(c),
    ...contextTables(c),
    ...journalTables(c),
    ...invoiceTables(c),
    ...practiceTables(c),
    ...challengeTables(c),
    ...tapTables(c),
    ...agentTables(c),
    ...deskTables(c),
    ...serverTables(c),
  }
}
export type Tables = ReturnType<typeof defineTables>
