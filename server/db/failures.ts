/** Whether the database refused a row because its key is taken, whatever the engine (drizzle wraps it in `cause`). */
export function isUniqueFailure(error: unknown): boolean {
  return hasCode(error, ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505'])
}

/** Whether the database refused a row because what it points to does not exist, or a row because others point to it. */
export function isForeignKeyFailure(error: unknown): boolean {
  return hasCode(error, ['SQLITE_CONSTRAINT_FOREIGNKEY', '23503'])
}

/** Whether two transactions stood in each other's way: deadlock, serialization, lock time-out. The caller may try again. */
export function isContention(error: unknown): boolean {
  return hasCode(error, ['40001', '40P01', '55P03', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'])
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  let at = error
  for (let depth = 0; at instanceof Error && depth < 8; depth += 1) {
    if ('code' in at && typeof at.code === 'string' && codes.includes(at.code)) return true
    at = at.cause
  }
  return false
}
