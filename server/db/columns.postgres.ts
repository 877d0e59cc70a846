import {
  bigint,
  boolean,
  customType,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { Columns } from './columns.ts'

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/**
 * The column kinds of PostgreSQL, one for one with SQLite's. The cast lends them SQLite's types: the values are the same
 * (held by database.test.ts on both engines), only drizzle's builder classes differ.
 */
export const postgresColumns = {
  table: pgTable,
  index,
  uniqueIndex,
  primaryKey,
  text: () => text(),
  integer: () => bigint({ mode: 'number' }),
  flag: () => boolean(),
  instant: () => timestamp({ withTimezone: true, precision: 3, mode: 'date' }),
  bytes: () => bytea(),
  json: <T>() => jsonb().$type<T>(),
  oneOf: <const V extends [string, ...string[]]>(values: V) => text({ enum: values }),
} as unknown as Columns
