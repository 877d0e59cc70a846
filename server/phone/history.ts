import { lt, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

/** The first instant of what is still told and kept, `months` of the calendar before now. */
export function keptSince(months: number, now: Date): Date {
  const since = new Date(now)
  since.setUTCMonth(since.getUTCMonth() - months)
  // A month without that day has rolled into the next: its last day then.
  if (since.getUTCDate() !== now.getUTCDate()) since.setUTCDate(0)
  return since
}

/** What holders were told of: readings, and summaries of invoices. */
export interface HistoryStore {
  /** Forgets readings recorded before then, `most` at once; answers how many. */
  purgeReadings(before: Date, most?: number): Promise<number>
  purgeSummaries(before: Date, most?: number): Promise<number>
}

export function historyStore(database: Database): HistoryStore {
  const run = statementsOf(database)(database.db)
  return {
    async purgeReadings(before, most = 1_000) {
      return (await run.readings.execute({ before, most })).length
    },
    async purgeSummaries(before, most = 1_000) {
      return (await run.summaries.execute({ before, most })).length
    },
  }
}

function statementsOf({ tables: { readings, summaries } }: Database) {
  const most = sql.placeholder('most')
  return prepared((db) => {
    const oldReadings = db
      .select({ personId: readings.personId, proofHash: readings.proofHash })
      .from(readings)
      .where(lt(readings.recordedAt, placed(readings.recordedAt, 'before')))
      .limit(most)
    const oldSummaries = db
      .select({ personId: summaries.personId, summaryId: summaries.summaryId })
      .from(summaries)
      .where(lt(summaries.recordedAt, placed(summaries.recordedAt, 'before')))
      .limit(most)
    return {
      readings: db
        .delete(readings)
        .where(isOneOf(sql`(${readings.personId}, ${readings.proofHash})`, sql`${oldReadings}`))
        .returning({ personId: readings.personId }),
      summaries: db
        .delete(summaries)
        .where(isOneOf(sql`(${summaries.personId}, ${summaries.summaryId})`, sql`${oldSummaries}`))
        .returning({ personId: summaries.personId }),
    }
  })
}

/** Both keys at once: no index has the second alone. */
function isOneOf(row: SQL, some: SQL): SQL {
  return sql`${row} in ${some}`
}
