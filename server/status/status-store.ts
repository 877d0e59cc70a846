import { and, asc, eq, gt, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

export interface PublishedShard {
  readonly shard: number
  readonly list: Buffer
}

/**
 * The shards of the status lists, a row each. `publishedAt` is when the list under way or served began to be built, and
 * null while a change waits; `claimedUntil` is set while a node builds it. Any node may do it, one at a time does.
 */
export interface StatusStore {
  /** Makes the row of a shard, due for its first list; nothing when it is there. */
  addShard(shard: number, at: Date): Promise<void>
  /** Takes one shard that is due: changed, signed before `resignBefore`, or left by a node that died. */
  claim(order: Claim): Promise<number | null>
  /** Indices whose bit is set at `at`, ascending. */
  blockedIndices(shard: number, at: Date): Promise<number[]>
  /** Serves a list. False when the claim was lost meanwhile, and the list is not served. */
  publish(shard: number, list: Uint8Array, claimedUntil: Date): Promise<boolean>
  /** Every list served, by shard. */
  published(): Promise<PublishedShard[]>
}

interface Claim {
  readonly at: Date
  readonly claimedUntil: Date
  readonly resignBefore: Date
}

export function statusStore(database: Database): StatusStore {
  const run = statementsOf(database)(database.db)
  return {
    async addShard(shard, at) {
      await run.addShard.execute({ shard, at })
    },
    async claim(order) {
      for (const { shard } of await run.due.execute({ ...order })) {
        const [claimed] = await run.claim.execute({ ...order, shard })
        if (claimed) return claimed.shard
      }
      return null
    },
    async blockedIndices(shard, at) {
      const rows = await run.blocked.execute({ shard, at })
      return rows.map((row) => row.statusIndex)
    },
    async publish(shard, list, claimedUntil) {
      const rows = await run.publish.execute({ shard, list: Buffer.from(list), claimedUntil })
      return rows.length > 0
    },
    async published() {
      const rows = await run.published.execute()
      return rows.flatMap(({ shard, list }) => (list ? [{ shard, list }] : []))
    },
  }
}

/** Marks shards for publication: part of the unit that changes a bit of theirs. In ascending order, so that two do not wait for each other. */
export async function markShardsChanged(
  database: Database,
  shards: readonly number[],
  at: Date,
): Promise<void> {
  const { statusShards } = database.tables
  for (const shard of shards) {
    await database.db
      .insert(statusShards)
      .values({ shard, changedAt: at })
      .onConflictDoUpdate({
        target: statusShards.shard,
        set: { changedAt: at, publishedAt: null },
      })
  }
}

function statementsOf({ tables }: Database) {
  const { statusShards, statusIndices } = tables
  const isShard = eq(statusShards.shard, sql.placeholder('shard'))
  const isDue = or(
    and(
      isNull(statusShards.claimedUntil),
      or(
        isNull(statusShards.publishedAt),
        lte(statusShards.publishedAt, placed(statusShards.publishedAt, 'resignBefore')),
      ),
    ),
    lt(statusShards.claimedUntil, placed(statusShards.claimedUntil, 'at')),
  )
  return prepared((db) => ({
    addShard: db
      .insert(statusShards)
      .values({ shard: sql.placeholder('shard'), changedAt: sql.placeholder('at') })
      .onConflictDoNothing(),
    due: db
      .select({ shard: statusShards.shard })
      .from(statusShards)
      .where(isDue)
      .orderBy(asc(statusShards.shard)),
    // A change made after this statement clears publishedAt again, and the shard stays due.
    claim: db
      .update(statusShards)
      .set({
        publishedAt: placed(statusShards.publishedAt, 'at'),
        claimedUntil: placed(statusShards.claimedUntil, 'claimedUntil'),
      })
      .where(and(isShard, isDue))
      .returning({ shard: statusShards.shard }),
    blocked: db
      .select({ statusIndex: statusIndices.statusIndex })
      .from(statusIndices)
      .where(
        and(
          eq(statusIndices.shard, sql.placeholder('shard')),
          isNotNull(statusIndices.blockedAt),
          gt(statusIndices.expiresAt, placed(statusIndices.expiresAt, 'at')),
        ),
      )
      .orderBy(asc(statusIndices.statusIndex)),
    publish: db
      .update(statusShards)
      .set({ list: placed(statusShards.list, 'list'), claimedUntil: null })
      .where(
        and(
          isShard,
          eq(statusShards.claimedUntil, placed(statusShards.claimedUntil, 'claimedUntil')),
        ),
      )
      .returning({ shard: statusShards.shard }),
    published: db
      .select({ shard: statusShards.shard, list: statusShards.list })
      .from(statusShards)
      .where(isNotNull(statusShards.list))
      .orderBy(asc(statusShards.shard)),
  }))
}
