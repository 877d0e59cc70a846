import { randomBytes } from 'node:crypto'
import { and, asc, type Column, eq, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

export interface CounterRow {
  readonly counterId: string
  readonly name: string
}

export interface FoundCounter extends CounterRow {
  readonly organisation: string
}

/** The workstations of professionals. A counter's id is 6 random bytes as 8 characters of base64url. */
export interface CounterStore {
  open(professionalId: string, name: string, at: Date): Promise<CounterRow>
  /** Takes a counter up again under its name of today. Null unless it is this professional's. */
  takeUp(professionalId: string, counterId: string, name: string): Promise<CounterRow | null>
  /** Counters whose name, or whose organisation's, contains that text, in capitals or not (A to Z); `most` of them. */
  search(text: string, most: number): Promise<readonly FoundCounter[]>
  /** Whether a counter is this professional's. */
  isOf(professionalId: string, counterId: string): Promise<boolean>
}

export function counterStore(database: Database): CounterStore {
  const run = statementsOf(database)(database.db)
  return {
    async open(professionalId, name, at) {
      // 48 random bits: a clash is once in millions of counters, and the unique index sees it.
      for (;;) {
        const counterId = randomBytes(6).toString('base64url')
        const [counter] = await run.open.execute({ professionalId, counterId, name, at })
        if (counter) return counter
      }
    },
    async takeUp(professionalId, counterId, name) {
      const [counter] = await run.takeUp.execute({ professionalId, counterId, name })
      return counter ?? null
    },
    search: async (text, most) =>
      run.search.execute({ part: `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`, most }),
    async isOf(professionalId, counterId) {
      return (await run.isOf.execute({ professionalId, counterId })).length > 0
    },
  }
}

function statementsOf({ tables: { counters, professionals } }: Database) {
  const answer = { counterId: counters.counterId, name: counters.name }
  const isOwn = and(
    eq(counters.professionalId, sql.placeholder('professionalId')),
    eq(counters.counterId, sql.placeholder('counterId')),
  )
  return prepared((db) => ({
    open: db
      .insert(counters)
      .values({
        professionalId: sql.placeholder('professionalId'),
        counterId: sql.placeholder('counterId'),
        name: sql.placeholder('name'),
        createdAt: sql.placeholder('at'),
      })
      .onConflictDoNothing()
      .returning(answer),
    takeUp: db
      .update(counters)
      .set({ name: placed(counters.name, 'name') })
      .where(isOwn)
      .returning(answer),
    search: db
      .select({
        ...answer,
        organisation: professionals.organisationName,
      })
      .from(counters)
      .innerJoin(professionals, eq(professionals.professionalId, counters.professionalId))
      .where(or(contains(counters.name), contains(professionals.organisationName)))
      .orderBy(asc(professionals.organisationName), asc(counters.createdAt))
      .limit(sql.placeholder('most')),
    isOf: db
      .select({ one: sql`1` })
      .from(counters)
      .where(isOwn),
  }))
}

function contains(column: Column): SQL {
  return sql`lower(${column}) like ${sql.placeholder('part')} escape '\\'`
}
