import type { Database } from './database.ts'
import { inGroups } from './in-groups.ts'

export interface LoneWrite<K, V> {
  /** Writes them in one statement, and answers in their order; writes none of them when it throws. */
  all(rows: readonly K[]): Promise<readonly V[]>
  alone(row: K): Promise<V>
}

/** `alone`: it was not written with the others. */
type Outcome<V> = { readonly value: V } | 'alone'

/** On PostgreSQL, while one group waits for its commit, the next gathers and leaves. */
const limits = { together: 24, underWay: 3 } as const

/**
 * Makes one statement, and one commit, of the lone writes of requests that are under way together (`inGroups`). No answer
 * before the commit; where a group fails each of it is written alone, so that one takes nothing from the others. On SQLite,
 * where units are committed together anyway, and within a unit, a write goes by itself.
 */
export function writtenTogether<K, V>(
  { engine, isInUnit }: Pick<Database, 'engine' | 'isInUnit'>,
  { all, alone }: LoneWrite<K, V>,
): (row: K) => Promise<V> {
  if (engine === 'sqlite') return alone
  const write = inGroups(
    async (rows: readonly K[]): Promise<readonly Outcome<V>[]> => {
      if (rows.length === 1) return ['alone']
      try {
        return (await all(rows)).map((value) => ({ value }))
      } catch {
        return rows.map(() => 'alone')
      }
    },
    { underWay: limits.underWay, take: (waiting) => waiting.splice(0, limits.together) },
  )
  return async (row) => {
    if (isInUnit()) return alone(row)
    const outcome = await write(row)
    return outcome === 'alone' ? alone(row) : outcome.value
  }
}
