import type { Database, DatabaseSettings, Shape } from './database.ts'
import { openPostgres } from './open-postgres.ts'
import { openSqlite, openSqliteBeside } from './open-sqlite.ts'
import { defineTables, type Tables } from './tables.ts'

/** Opens the database, brings its tables up to date under a lock, and refuses a file that another process holds. */
export function openDatabase(settings: DatabaseSettings): Promise<Database> {
  return openShape(settings, etuiShape)
}

/** `openDatabase` for a command: where a server has the SQLite file, works beside it. */
export async function openDatabaseBeside(settings: DatabaseSettings): Promise<Database> {
  return settings.engine === 'sqlite'
    ? openSqliteBeside(settings, etuiShape)
    : openPostgres(settings, etuiShape)
}

/** `openDatabase` for another set of tables. */
export async function openShape<T>(
  settings: DatabaseSettings,
  shape: Shape<T>,
): Promise<Database<T>> {
  return settings.engine === 'sqlite' ? openSqlite(settings, shape) : openPostgres(settings, shape)
}

/** The tables of this server. */
export const etuiShape: Shape<Tables> = {
  define: defineTables,
  migrations: new URL('../migrations', import.meta.url).pathname,
}
