import type { Database } from '../db/database.ts'
import type { RotationStore } from './plain-refresh.ts'
import { keepByStatement } from './rotation-by-statement.ts'
import { keepInUnit } from './rotation-in-unit.ts'

/** One statement where each answer is waited for; SQLite answers at once, and takes one change a statement. */
export function rotationStore(database: Database): RotationStore {
  const keep = database.engine === 'postgres' ? keepByStatement(database) : keepInUnit(database)
  return { keep }
}
