import { setStatus } from '@etui/shared/status/status-bits.ts'
import { emptyShard, shardUri } from '@etui/shared/status/status-shard.ts'
import { signShard } from '@etui/shared/status/signed-shard.ts'
import type { Clock } from '../clock.ts'
import type { Keys } from '../keys/keys.ts'
import { nodeCompression } from './compression-node.ts'
import type { StatusStore } from './status-store.ts'

/** A list asks to be renewed after 6 hours (`ttl`); it is signed again before, whether or not something changed. */
export const resignMs = 5 * 60 * 60_000
/** A node that has not published within this of its claim is taken for dead. */
export const claimMs = 30_000

export interface StatusPublishing {
  readonly status: StatusStore
  readonly keys: Pick<Keys, 'statuses'>
  readonly clock: Clock
  /** `iss` of the cards. */
  readonly issuer: string
}

/**
 * Builds and signs every shard that is due, one after the other; answers how many. A change made while its shard is being
 * built leaves it due. Safe to run on every node at once.
 */
export async function publishStatus(needs: StatusPublishing): Promise<number> {
  await needs.status.addShard(0, needs.clock())
  for (let published = 0; ; published += 1) {
    const at = needs.clock()
    const claimedUntil = new Date(at.getTime() + claimMs)
    const resignBefore = new Date(at.getTime() - resignMs)
    const shard = await needs.status.claim({ at, claimedUntil, resignBefore })
    if (shard === null) return published
    await needs.status.publish(shard, await buildShard(shard, at, needs), claimedUntil)
  }
}

async function buildShard(shard: number, at: Date, needs: StatusPublishing): Promise<Uint8Array> {
  const list = emptyShard()
  for (const index of await needs.status.blockedIndices(shard, at)) setStatus(list, 1, index, 1)
  const uri = shardUri(needs.issuer, shard)
  const issuedAt = Math.floor(at.getTime() / 1000)
  const [key] = needs.keys.statuses()
  return signShard({ uri, issuedAt, list }, key.sign, nodeCompression)
}
