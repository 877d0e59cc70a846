import { postgresColumns } from './columns.postgres.ts'
import { sqliteColumns } from './columns.sqlite.ts'
import { defineTables } from './tables.ts'

/**
 * What drizzle-kit reads, once for each engine: it wants every table by name, and is told the engine by the environment
 * (scripts/migrations.ts). A table missing here has no migration, which the tests of the database notice.
 */
export const {
  registryPeople,
  registryBeneficiaries,
  enrolments,
  oidcTransactions,
  people,
  phones,
  codeVerifiers,
  passkeys,
  challenges,
  cards,
  statusIndices,
  blocks,
  statusShards,
  trustedLists,
  identityChecks,
  recordings,
  deletions,
  professionals,
  counters,
  professionalSessions,
  readings,
  readingReports,
  staff,
  contexts,
  journalEntries,
  counterStretches,
  invoices,
  ceilings,
  summaries,
  equipmentAids,
  demonstrationIntakes,
  takenChallenges,
  tags,
  taps,
  agents,
  agentSessions,
  auditEntries,
  auditHeads,
  deskCodes,
  deskApprovals,
  corrections,
  dpopProofs,
  limits,
  mails,
} = defineTables(process.env['ETUI_SCHEMA'] === 'postgres' ? postgresColumns : sqliteColumns)
