import Sqlite from 'better-sqlite3'
import type { Transactions } from './group-commit.ts'

export type Connection = Sqlite.Database

/** What every connection must answer (DESIGN.md 10): a write that was acknowledged is on the disk. */
const expected = {
  journal_mode: 'wal',
  /** FULL */
  synchronous: 2,
  foreign_keys: 1,
  /** 64 MB, in KiB when negative */
  cache_size: -65_536,
  wal_autocheckpoint: 10_000,
  busy_timeout: 5_000,
} as const

/** Opens a connection with its settings made and read back; throws when SQLite answers anything else. */
export function connect(file: string, use: 'write' | 'read'): Connection {
  const connection = new Sqlite(file, { timeout: expected.busy_timeout })
  for (const [name, value] of Object.entries(expected)) connection.pragma(`${name} = ${value}`)
  if (use === 'read') connection.pragma('query_only = 1')
  assertSettings(connection)
  return connection
}

/** Throws when a connection is not set as `expected`. */
export function assertSettings(connection: Connection): void {
  for (const [name, value] of Object.entries(expected)) {
    const actual = connection.pragma(name, { simple: true })
    if (actual !== value) throw new Error(`SQLite answers ${name} = ${actual}, not ${value}`)
  }
}

/** The six statements of group commit, compiled once. */
export function transactionsOf(connection: Connection): Transactions {
  const [begin, commit, rollback, savepoint, release, back] = [
    'begin immediate',
    'commit',
    'rollback',
    'savepoint unit',
    'release unit',
    'rollback to unit',
  ].map((text) => connection.prepare(text))
  if (!begin || !commit || !rollback || !savepoint || !release || !back) throw new TypeError()
  return {
    begin: () => void begin.run(),
    commit: () => void commit.run(),
    rollback: () => void rollback.run(),
    savepoint: () => void savepoint.run(),
    release: () => void release.run(),
    rollbackToSavepoint: () => void back.run(),
    isOpen: () => connection.inTransaction,
  }
}
