import { chmodSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { drizzle as drizzleDirect } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { drizzle } from 'drizzle-orm/sqlite-proxy'
import { sqliteColumns } from './columns.sqlite.ts'
import type { Database, Db, Shape } from './database.ts'
import { GroupCommit } from './group-commit.ts'
import { KeptStatements, type Method } from './kept-statements.ts'
import { DatabaseHeld, holdAlone } from './sole-process.ts'
import { assertSettings, connect, type Connection, transactionsOf } from './sqlite-connection.ts'
import { inUnit, liveUnit, type Unit, unitScope } from './unit-scope.ts'

/**
 * SQLite: one connection writes, groups of units committed together. A read outside any unit sees what is committed, at
 * once and without waiting: while a group is open it goes to a second connection, and else to the first, whose cache
 * outlives its own commits (the second one's does not). Throws DatabaseHeld when another process serves the file.
 */
export function openSqlite<T>(settings: { readonly file: string }, shape: Shape<T>): Database<T> {
  mkdirSync(dirname(settings.file), { recursive: true, mode: 0o700 })
  const release = holdAlone(settings.file)
  try {
    const writing = connect(settings.file, 'write')
    chmodSync(settings.file, 0o600)
    bringUpToDate(writing, join(shape.migrations, 'sqlite'))
    return serve(settings.file, shape, writing, () => {
      writing.pragma('wal_checkpoint(truncate)')
      writing.close()
      release()
    })
  } catch (error) {
    release()
    throw error
  }
}

/**
 * As `openSqlite`; where another process serves the file, works beside it, for the short writes of a command: each waits
 * for the other's commit (up to 5 s), and is seen by its next statement. The tables are then as that process left them.
 */
export function openSqliteBeside<T>(
  settings: { readonly file: string },
  shape: Shape<T>,
): Database<T> {
  try {
    return openSqlite(settings, shape)
  } catch (error) {
    if (!(error instanceof DatabaseHeld)) throw error
  }
  const writing = connect(settings.file, 'write')
  return serve(settings.file, shape, writing, () => writing.close())
}

function serve<T>(
  file: string,
  shape: Shape<T>,
  writing: Connection,
  end: () => void,
): Database<T> {
  const reading = connect(file, 'read')
  const scope = unitScope<Unit>()
  const group = new GroupCommit(transactionsOf(writing), scope)
  const writes = new KeptStatements(writing)
  const reads = new KeptStatements(reading)

  async function query(
    text: string,
    params: unknown[],
    method: Method,
  ): Promise<{ rows: unknown[][] }> {
    const unit = liveUnit(scope)
    if (unit) return inUnit(unit, () => writes.execute(text, params, method))
    const committed = writing.inTransaction ? reads : writes
    if (committed.isReading(text)) return committed.execute(text, params, method)
    return group.unit(() => query(text, params, method))
  }
  const db = withoutTransaction(drizzle(query, undefined, { casing: 'snake_case' }))

  return {
    engine: 'sqlite',
    tables: shape.define(sqliteColumns),
    db,
    unit: (work) => group.unit(() => work(db)),
    isInUnit: () => liveUnit(scope) !== undefined,
    ping: async () => void reading.prepare('select 1').get(),
    close: async () => {
      await group.close()
      reading.close()
      end()
    },
  }
}

/** SQLite's own advice for changing tables: keys unchecked while it lasts, all checked at its end. */
function bringUpToDate(connection: Connection, migrationsFolder: string): void {
  connection.pragma('foreign_keys = 0')
  migrate(drizzleDirect(connection), { migrationsFolder })
  const orphans = connection.pragma('foreign_key_check')
  if (!Array.isArray(orphans) || orphans.length > 0) {
    throw new Error('The migrations left rows that point to nothing')
  }
  connection.pragma('foreign_keys = 1')
  assertSettings(connection)
}

/** Takes drizzle's own transactions away: they would open one beside the unit's. */
export function withoutTransaction(db: { transaction: unknown }): Db {
  db.transaction = () => {
    throw new TypeError('Use database.unit: it is what commits')
  }
  // Both engines' handles are used through SQLite's types; columns.postgres.ts holds the values alike.
  return db as unknown as Db
}
