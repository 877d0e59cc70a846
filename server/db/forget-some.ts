import { inArray, type SQL, sql } from 'drizzle-orm'
import type { AnySQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Db } from './database.ts'

/**
 * Deletes rows that are over, `most` at once (a placeholder), and answers their keys: what `purgeAll` asks of a store.
 * `key` names a row of `table` alone.
 */
export function forgetSome<K extends AnySQLiteColumn>(
  db: Db,
  table: SQLiteTable,
  key: K,
  isOver: SQL | undefined,
) {
  const some = db.select({ key }).from(table).where(isOver).limit(sql.placeholder('most'))
  return db.delete(table).where(inArray(key, some)).returning({ key })
}
