import type { Database } from './database.ts'
import { mostGiven } from './given-rows.ts'
import { inGroups } from './in-groups.ts'

/**
 * Makes one read of many: what is asked in one group (`inGroups`) goes as one statement, `most` at once. Within a unit a
 * read goes by itself, since it is of what that unit wrote.
 */
export function askedTogether<K, V>(
  { engine, isInUnit }: Pick<Database, 'engine' | 'isInUnit'>,
  read: (keys: readonly K[]) => Promise<readonly V[]>,
  most = mostGiven,
): (key: K) => Promise<V> {
  const ask = inGroups(read, {
    underWay: underWayOn[engine],
    take: (waiting) => waiting.splice(0, most),
  })
  return async (key) => {
    if (!isInUnit()) return ask(key)
    const [value] = await read([key])
    // As many values as keys.
    return value as V
  }
}

/** On SQLite a read is over before it returns; on PostgreSQL one is made while the other travels. */
const underWayOn = { sqlite: 1, postgres: 2 } as const
