import { and, asc, count, gte, lt, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { beginningOfDay, dayInFrance } from '@etui/shared/day/day-in-france.ts'

/** What was opened in one month, as months are in France. */
export interface AidMonth {
  /** YYYY-MM */
  readonly month: string
  readonly opened: number
  readonly totalCents: number
}

/** What first invoices opened of the equipment aid. */
export interface AidFigures {
  /** Every month from the first aid to now, the oldest first. */
  byMonth(now: Date): Promise<readonly AidMonth[]>
}

export function aidFigures(database: Database): AidFigures {
  const run = statementsOf(database)(database.db)
  return {
    async byMonth(now) {
      const [first] = await run.first.execute()
      if (!first) return []
      const months = monthsBetween(dayInFrance(first.openedAt), dayInFrance(now))
      return Promise.all(
        months.map(async ({ month, from, to }) => {
          const [row] = await run.within.execute({ from, to })
          return { month, opened: row?.opened ?? 0, totalCents: Number(row?.totalCents ?? 0) }
        }),
      )
    },
  }
}

function statementsOf({ tables: { equipmentAids: aids } }: Database) {
  return prepared((db) => ({
    first: db.select({ openedAt: aids.openedAt }).from(aids).orderBy(asc(aids.openedAt)).limit(1),
    within: db
      .select({
        opened: count(),
        // Of none it is null; PostgreSQL tells a large one as text.
        totalCents: sql<number | string | null>`sum(${aids.cents})`,
      })
      .from(aids)
      .where(
        and(
          gte(aids.openedAt, placed(aids.openedAt, 'from')),
          lt(aids.openedAt, placed(aids.openedAt, 'to')),
        ),
      ),
  }))
}

/** The months that two days (YYYY-MM-DD) lie in, and those between. */
function monthsBetween(first: string, last: string) {
  const [from, to] = [first, last].map(
    (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1,
  )
  if (from === undefined || to === undefined) throw new TypeError('two days are given')
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => ({
    month: firstDay(from + at).slice(0, 7),
    from: beginningOfDay(firstDay(from + at)),
    to: beginningOfDay(firstDay(from + at + 1)),
  }))
}

/** Months are counted from the year 0. */
function firstDay(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`
}
