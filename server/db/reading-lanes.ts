import {
  DatabaseError,
  type Pool,
  type PoolClient,
  type QueryArrayConfig,
  type QueryArrayResult,
} from 'pg'

/**
 * A few connections that many reads share: what is asked in one turn of the event loop leaves in one packet for each of
 * them, without waiting for earlier answers (pipelining: PostgreSQL, protocol-flow, 54.2.4). Each read is a transaction
 * of its own, so one that fails takes nothing from the others. A connection that breaks fails what it carried, and the
 * next read opens another.
 */
export class ReadingLanes {
  readonly #pool: Pool
  readonly #lanes: (Lane | undefined)[]

  /** `pool` must pipeline. */
  constructor(pool: Pool, count: number) {
    this.#pool = pool
    this.#lanes = Array.from({ length: count }, () => undefined)
  }

  async query(config: QueryArrayConfig, params: unknown[]): Promise<QueryArrayResult> {
    const lane = this.#shortest()
    lane.waiting++
    try {
      const client = await lane.client
      return await gathered(client).query(config, params)
    } catch (error) {
      // PostgreSQL says goodbye before the connection is seen to end: nothing more must be asked on it.
      if (isFatal(error)) void lane.end()
      throw error
    } finally {
      lane.waiting--
    }
  }

  /** Gives the connections back; call it before the pool ends. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane?.end()))
  }

  /** The lane with the fewest reads under way; opened when it is not. */
  #shortest(): Lane {
    let best = 0
    for (const [index, lane] of this.#lanes.entries()) {
      if (waitingIn(lane) < waitingIn(this.#lanes[best])) best = index
    }
    return (this.#lanes[best] ??= this.#open(best))
  }

  #open(index: number): Lane {
    const client = this.#pool.connect()
    let isEnded = false
    const end = async () => {
      if (this.#lanes[index] === lane) this.#lanes[index] = undefined
      const opened = await client.catch(() => undefined)
      if (!isEnded) opened?.release(true)
      isEnded = true
    }
    const lane: Lane = { client, waiting: 0, end }
    client.then((opened) => opened.once('end', end), end)
    return lane
  }
}

interface Lane {
  readonly client: Promise<PoolClient>
  waiting: number
  end(): Promise<void>
}

function isFatal(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity === 'FATAL'
}

function waitingIn(lane: Lane | undefined): number {
  return lane?.waiting ?? 0
}

const gathering = new WeakSet<PoolClient>()

/** Holds back what is sent on a connection until the end of this turn of the event loop, so that it leaves as one packet. */
export function gathered(client: PoolClient): PoolClient {
  const { stream } = client.connection
  if (gathering.has(client)) return client
  gathering.add(client)
  stream.cork()
  setImmediate(() => {
    gathering.delete(client)
    stream.uncork()
  })
  return client
}
