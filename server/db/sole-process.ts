import Sqlite from 'better-sqlite3'
import { isContention } from './failures.ts'

/** Thrown when another process already serves this file. */
export class DatabaseHeld extends Error {
  override readonly name = 'DatabaseHeld'

  constructor(file: string, options?: ErrorOptions) {
    super(
      `${file} is already open in another Étui process. Stop that one first; several processes need PostgreSQL (ETUI_DATABASE_URL).`,
      options,
    )
  }
}

/**
 * Holds `<file>.lock` for this process until released; throws DatabaseHeld when another has it. The system drops the lock
 * with the process, however that ends.
 */
export function holdAlone(file: string): () => void {
  const lock = new Sqlite(`${file}.lock`, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (cause) {
    lock.close()
    if (!isContention(cause)) throw cause
    throw new DatabaseHeld(file, { cause })
  }
  return () => lock.close()
}
