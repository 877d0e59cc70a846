import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import type { Columns } from './columns.ts'
import type { Tables } from './tables.ts'

export type DatabaseSettings =
  | { readonly engine: 'sqlite'; readonly file: string }
  | { readonly engine: 'postgres'; readonly url: string; readonly poolSize: number }

/**
 * What a store is written against. One handle per opened database, on both engines: inside a unit it speaks to the
 * unit's transaction, outside it reads what is committed, and a lone write outside is a unit by itself.
 */
export type Db = Omit<
  SqliteRemoteDatabase<Record<string, never>>,
  'transaction' | 'batch' | 'run' | 'all' | 'get' | 'values'
>

export interface Database<T = Tables> {
  readonly engine: DatabaseSettings['engine']
  readonly tables: T
  readonly db: Db
  /**
   * One request's atomic write. Resolves only once it is committed; rejects with the work's own error when that was
   * undone, with `Refusal('database-busy')` when it could not be committed. A unit inside a unit joins it. A statement
   * that fails dooms its unit even if the failure is caught, on both engines: use `onConflictDoNothing` to try.
   * No network call inside: on SQLite everybody else waits.
   */
  unit<V>(work: (db: Db) => Promise<V>): Promise<V>
  /** Whether the code that asks runs within a unit. */
  isInUnit(): boolean
  /** Resolves when the database answers. */
  ping(): Promise<void>
  /** Lets the units under way end, then closes. */
  close(): Promise<void>
}

/** Tables with the folder of their migrations, `<folder>/sqlite` and `<folder>/postgres`. */
export interface Shape<T> {
  readonly define: (columns: Columns) => T
  readonly migrations: string
}
