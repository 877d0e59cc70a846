import { type Column, type SQL, sql } from 'drizzle-orm'

/**
 * A placeholder of a prepared statement, encoded as this column stores it: a bare one reaches the engine as it is, and
 * SQLite knows neither `Date` nor `boolean`.
 */
export function placed<C extends Column>(column: C, name: string): SQL<C['_']['data']> {
  return sql`${sql.param(sql.placeholder(name), column)}`
}
