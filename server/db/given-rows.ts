import { type Column, getTableColumns, type SQL, sql, type Table } from 'drizzle-orm'
import type { Database, DatabaseSettings } from './database.ts'

/** How a field of a given row reads: `bytes` from a Buffer, `instant` from a Date, `flag` from a boolean. */
export type GivenKind = 'text' | 'bytes' | 'instant' | 'integer' | 'flag'

/** Column types of PostgreSQL's JSON records. */
const recordTypes = {
  text: 'text',
  bytes: 'text',
  instant: 'float8',
  integer: 'int8',
  flag: 'bool',
} as const satisfies Record<GivenKind, string>

/** The most rows that may be given at once. PostgreSQL, which cannot see how many there are, plans for so many. */
export const mostGiven = 64

/**
 * Many rows as one parameter of a prepared statement, so that a statement about a whole group has one text whatever the
 * group's size: it stands where a table would, named `given`, with a column for each field. Execute the statement with
 * `{ rows: writeRows(…) }`, or what `parameter` names. A field that is null is null.
 */
export function givenRows(
  engine: DatabaseSettings['engine'],
  fields: Readonly<Record<string, GivenKind>>,
  parameter = 'rows',
): SQL {
  const columns = Object.entries(fields)
  const rows = sql.placeholder(parameter)
  if (engine === 'sqlite') {
    const read = columns.map(([name, kind]) => {
      const value = sql`value ->> ${sql.raw(`'${name}'`)}`
      return sql`${kind === 'bytes' ? sql`unhex(${value})` : value} as ${sql.identifier(name)}`
    })
    return sql`(select ${sql.join(read, sql`, `)} from json_each(${rows})) as given`
  }
  const typed = columns.map(
    ([name, kind]) => sql`${sql.identifier(name)} ${sql.raw(recordTypes[kind])}`,
  )
  const read = columns.map(([name, kind]) => {
    const field = sql.identifier(name)
    if (kind === 'bytes') return sql`decode(${field}, 'hex') as ${field}`
    return kind === 'instant' ? sql`to_timestamp(${field} / 1000) as ${field}` : sql`${field}`
  })
  return sql`(select ${sql.join(read, sql`, `)} from json_to_recordset(${rows}::json) as r(${sql.join(typed, sql`, `)}) limit ${sql.raw(String(mostGiven))}) as given`
}

/**
 * Whether a column of text is one of many values given as one parameter; execute with `{ list: writeList(…) }`. No plan
 * follows how many there are.
 */
export function isGiven({ engine }: Pick<Database, 'engine'>, column: Column): SQL {
  const list = sql.placeholder('list')
  return engine === 'sqlite'
    ? sql`${column} in (select value from json_each(${list}))`
    : sql`${column} = any(array(select unnest(${list}::text[])))`
}

/** The parameter of `isGiven`. */
export function writeList(
  { engine }: Pick<Database, 'engine'>,
  values: readonly string[],
): unknown {
  return engine === 'sqlite' ? JSON.stringify(values) : values
}

/**
 * What `insert(table).select(…)` is given to add rows of those fields: every column of the table, in its order; one that is
 * not given is null, or what `computed` says. `from` is of `givenRows`.
 */
export function givenAs(
  table: Table,
  fields: Readonly<Record<string, GivenKind>>,
  from: SQL,
  computed: Readonly<Record<string, SQL>> = {},
): SQL {
  const values = Object.keys(getTableColumns(table)).map(
    (name) => computed[name] ?? (name in fields ? given(name) : sql`null`),
  )
  // Without a condition SQLite takes the ON of a conflict for that of a join.
  return sql`select ${sql.join(values, sql`, `)} from ${from} where true`
}

/** A field of the given rows. */
export function given(name: string): SQL {
  return sql`given.${sql.identifier(name)}`
}

type GivenValue = string | Buffer | Date | number | boolean | null

/** The parameter: JSON, bytes as hexadecimal digits and instants as milliseconds. Throws TypeError for too many rows. */
export function writeRows(rows: readonly Readonly<Record<string, GivenValue>>[]): string {
  if (rows.length > mostGiven) throw new TypeError(`At most ${mostGiven} rows at once`)
  const written = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Date
          ? value.getTime()
          : Buffer.isBuffer(value)
            ? value.toString('hex')
            : value,
      ]),
    ),
  )
  return JSON.stringify(written)
}
