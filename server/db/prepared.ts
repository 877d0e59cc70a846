import { createHash } from 'node:crypto'
import { is, Param, Placeholder } from 'drizzle-orm'
import type { Db } from './database.ts'

/** A query of drizzle's that has not run yet. */
interface Preparable {
  prepare(): { execute(values?: Record<string, unknown>): unknown }
  toSQL(): { sql: string }
}

export type Prepared<Q extends Record<string, Preparable>> = {
  readonly [K in keyof Q]: Pick<ReturnType<Q[K]['prepare']>, 'execute'>
}

/**
 * Statements written once with drizzle and prepared once for each handle; building a query each time costs eight times
 * the read itself (bench in prepared.test.ts).
 *
 * ```ts
 * const statements = prepared((db) => ({
 *   find: db.select().from(cards).where(eq(cards.cardId, sql.placeholder('id'))),
 * }))
 * const [card] = await statements(db).find.execute({ id })
 * ```
 *
 * The result follows the unit it is executed in. A placeholder may be given null.
 */
export function prepared<Q extends Record<string, Preparable>>(
  build: (db: Db) => Q,
): (db: Db) => Prepared<Q> {
  const byHandle = new WeakMap<Db, Prepared<Q>>()
  return (db) => {
    const known = byHandle.get(db)
    if (known) return known
    const entries = Object.entries(build(db)).map(([name, query]) => [name, prepareOne(query)])
    // fromEntries forgets which key has which type.
    const statements = Object.fromEntries(entries) as Prepared<Q>
    byHandle.set(db, statements)
    return statements
  }
}

function prepareOne(query: Preparable): unknown {
  // PostgreSQL wants a name, the same for the same text; SQLite's `prepare` takes none and ignores it.
  const digest = createHash('sha256').update(query.toSQL().sql).digest('base64url')
  // The parts of drizzle's prepared query that both engines have and that its common type leaves out.
  const named = query as unknown as {
    prepare(name: string): { getQuery(): { params: unknown[] } }
  }
  const statement = named.prepare(`etui_${digest}`)
  acceptNulls(statement.getQuery().params)
  return statement
}

/** drizzle's encoders are not made for null, and for a value that comes by a placeholder nobody else looks. */
function acceptNulls(params: unknown[]): void {
  for (const [index, param] of params.entries()) {
    if (!is(param, Param) || !is(param.value, Placeholder)) continue
    const { encoder, value } = param
    params[index] = new Param(value, {
      mapToDriverValue: (given: unknown) =>
        given === null ? null : encoder.mapToDriverValue(given),
    })
  }
}
