import { eq, sql, type SQL } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'

/** Whether there is anything to tell a person. */
export interface NewsStore {
  /** When the last reading or summary of theirs was recorded; null before any. */
  lastOf(personId: string): Promise<Date | null>
}

export function newsStore(database: Database): NewsStore {
  const run = statementsOf(database)(database.db)
  return {
    async lastOf(personId) {
      const [[reading], [summary]] = await Promise.all([
        run.lastReading.execute({ personId }),
        run.lastSummary.execute({ personId }),
      ])
      const [read, billed] = [reading?.at ?? null, summary?.at ?? null]
      if (read === null || billed === null) return read ?? billed
      return read > billed ? read : billed
    },
  }
}

function statementsOf({ tables: { readings, summaries } }: Database) {
  const personId = sql.placeholder('personId')
  return prepared((db) => ({
    lastReading: db
      .select({ at: orNull(sql`max(${readings.recordedAt})`.mapWith(readings.recordedAt)) })
      .from(readings)
      .where(eq(readings.personId, personId)),
    lastSummary: db
      .select({ at: orNull(sql`max(${summaries.recordedAt})`.mapWith(summaries.recordedAt)) })
      .from(summaries)
      .where(eq(summaries.personId, personId)),
  }))
}

/** Of no row there is no last; drizzle leaves null as it is. */
function orNull<T>(column: SQL<T>): SQL<T | null> {
  return column
}
