import {
  blob,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'

/**
 * The column kinds of SQLite. `integer` is a safe JavaScript integer (64 bits in the file), `instant` a UTC `Date`
 * exact to the millisecond, `json` a plain value, `oneOf` a closed list of words.
 */
export const sqliteColumns = {
  table: sqliteTable,
  index,
  uniqueIndex,
  primaryKey,
  text: () => text(),
  integer: () => integer({ mode: 'number' }),
  flag: () => integer({ mode: 'boolean' }),
  instant: () => integer({ mode: 'timestamp_ms' }),
  bytes: () => blob({ mode: 'buffer' }),
  json: <T>() => text({ mode: 'json' }).$type<T>(),
  oneOf: <const V extends [string, ...string[]]>(values: V) => text({ enum: values }),
}
