/** One who waits for work to be done about `key`. */
export interface Waiting<K, V> {
  readonly key: K
  answer(value: V): void
  fail(error: unknown): void
}

export interface GroupRule<K, V> {
  /** so many groups at once */
  readonly underWay: number
  /** Takes the next group out of those who wait; nobody when none may go yet. */
  readonly take: (waiting: Waiting<K, V>[]) => readonly Waiting<K, V>[]
}

/**
 * Does for many at once what each asks for: those who ask within a turn of the event loop, or while as many groups as
 * may be are under way, are the next group. `work` answers in the order of its keys, a key may be there twice, and what
 * it throws is thrown to everybody of the group.
 */
export function inGroups<K, V>(
  work: (keys: readonly K[]) => Promise<readonly V[]>,
  { underWay: most, take }: GroupRule<K, V>,
): (key: K) => Promise<V> {
  const waiting: Waiting<K, V>[] = []
  let underWay = 0
  let isGathering = false

  function gather(): void {
    if (isGathering || underWay >= most || waiting.length === 0) return
    isGathering = true
    // Every request that is ready is read first.
    setImmediate(() => {
      isGathering = false
      const group = take(waiting)
      if (group.length === 0) return
      void workFor(group)
      gather()
    })
  }

  async function workFor(group: readonly Waiting<K, V>[]): Promise<void> {
    underWay += 1
    try {
      const values = await work(group.map(({ key }) => key))
      // As many values as keys.
      for (const [index, { answer }] of group.entries()) answer(values[index] as V)
    } catch (error) {
      for (const { fail } of group) fail(error)
    }
    underWay -= 1
    gather()
  }

  return (key) =>
    new Promise((answer, fail) => {
      waiting.push({ key, answer, fail })
      gather()
    })
}
