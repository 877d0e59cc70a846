import { sqliteColumns } from './columns.sqlite.ts'
import { defineTables } from './tables.ts'

/** What drizzle-kit reads: it wants every table by name. A table missing here fails tables.test.ts. */
export const {
  registryPeople,
  registryBeneficiaries,
  enrolments,
  oidcTransactions,
  people,
  phones,
  codeVerifiers,
  passkeys,
  cards,
  statusIndices,
  blocks,
  readings,
  professionals,
  counters,
  professionalSessions,
  challenges,
  dpopProofs,
  limits,
  mails,
  statusShards,
  trustedLists,
} = defineTables(sqliteColumns)
