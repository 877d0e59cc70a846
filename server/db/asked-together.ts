import type { Database } from './database.ts'
import { mostGiven } from './given-rows.ts'

/**
 * Makes one read of many: what is asked within a turn of the event loop, or while others are being read, goes as one
 * statement, `most` at once. `read` answers in the order of its keys, a key may be there twice, and what it throws is thrown
 * to everybody: keys are of our own making. Within a unit a read goes by itself, since it is of what that unit wrote.
 */
export function askedTogether<K, V>(
  { engine, isInUnit }: Pick<Database, 'engine' | 'isInUnit'>,
  read: (keys: readonly K[]) => Promise<readonly V[]>,
  most = mostGiven,
): (key: K) => Promise<V> {
  const waiting: Asked<K, V>[] = []
  const mostUnderWay = underWayOn[engine]
  let underWay = 0
  let isGathering = false

  function gather(): void {
    if (isGathering || underWay >= mostUnderWay) return
    isGathering = true
    // Every request that is ready is read first.
    setImmediate(() => {
      isGathering = false
      const group = waiting.splice(0, most)
      if (group.length > 0) void answerAll(group)
      if (waiting.length > 0) gather()
    })
  }

  async function answerAll(group: readonly Asked<K, V>[]): Promise<void> {
    underWay += 1
    try {
      const values = await read(group.map(({ key }) => key))
      // As many values as keys.
      for (const [index, { answer }] of group.entries()) answer(values[index] as V)
    } catch (error) {
      for (const { fail } of group) fail(error)
    }
    underWay -= 1
    if (waiting.length > 0) gather()
  }

  return async (key) => {
    if (isInUnit()) {
      const [value] = await read([key])
      return value as V
    }
    return new Promise((answer, fail) => {
      waiting.push({ key, answer, fail })
      gather()
    })
  }
}

interface Asked<K, V> {
  readonly key: K
  answer(value: V): void
  fail(error: unknown): void
}

/** On SQLite a read is over before it returns; on PostgreSQL one is made while the other travels. */
const underWayOn = { sqlite: 1, postgres: 2 } as const
