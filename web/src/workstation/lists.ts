import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { equalBytes } from '@etui/shared/bytes/bytes.ts'
import { webReading } from '@etui/shared/presentation/platform-web-reading.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { webCompression } from '@etui/shared/status/compression-web.ts'
import { splitShards } from '@etui/shared/status/shard-sequence.ts'
import { verifyShard } from '@etui/shared/status/signed-shard.ts'
import type { StatusShard } from '@etui/shared/status/status-shard.ts'
import { verifyTrustedList } from '@etui/shared/trust/signed-trusted-list.ts'
import type { TrustedIssuer, TrustedList } from '@etui/shared/trust/trusted-list.ts'
import { freshnessOf } from './freshness.ts'
import { isTold } from './told-blocked.ts'
import { changeFacts, readFacts, strict } from './workstation-db.ts'
import type { KeptFacts, WorkstationDb } from './workstation-db.ts'

/** The lists a workstation verifies by, read from its store and verified again down from the pinned root. */
export interface HeldLists {
  readonly trusted?: TrustedList
  readonly shards: ReadonlyMap<string, StatusShard>
}

const none: HeldLists = { shards: new Map() }

/**
 * Verifies a trusted list and keeps it; `now` in milliseconds by the server's clock. Refuses as `verifyTrustedList`
 * does, an older version included, and keeps nothing then. Without a pinned root: `sign-in-needed`.
 */
export async function keepTrustedList(
  db: WorkstationDb,
  bytes: Bytes,
  now: number,
): Promise<KeptFacts> {
  const { root, trustedList: held } = await readFacts(db)
  if (!root) throw new Refusal('sign-in-needed')
  const options = { cryptography: webReading, root: root.key, now: now / 1000 }
  const list = await verifyTrustedList(bytes, { ...options, heldVersion: held?.version ?? 0 })
  const { version } = list
  return changeFacts(db, ({ trustedList }) => {
    // Another tab may have kept a newer one meanwhile.
    const heldVersion = trustedList?.version ?? 0
    if (heldVersion > version) throw new Refusal('list-rollback', { version, heldVersion })
    return { trustedList: { bytes, version, issuedAt: list.issuedAt * 1000, checkedAt: now } }
  })
}

/**
 * Verifies the shards of `/s/all` by the trusted list held and keeps them, all or none. Refuses as `verifyShard` does, a
 * shard older than the one held included; without a trusted list to verify by: `list-expired`.
 */
export async function keepShards(
  db: WorkstationDb,
  sequence: Bytes,
  now: number,
): Promise<KeptFacts> {
  const { trusted } = await openLists(db, now)
  if (!trusted) throw new Refusal('list-expired')
  const published = splitShards(sequence)
  const shards = await Promise.all(published.map((bytes) => readShard(bytes, trusted, now, db)))
  const transaction = db.transaction('shards', 'readwrite', strict)
  for (const [at, shard] of shards.entries()) {
    const held = await transaction.store.get(shard.uri)
    const bytes = published[at]
    // Another tab may have kept a newer one since it was verified: that one stays.
    if (!bytes || (held && held.issuedAt > shard.issuedAt)) continue
    await transaction.store.put({ uri: shard.uri, bytes, issuedAt: shard.issuedAt })
  }
  await transaction.done
  return changeFacts(db, ({ toldBlocked }) => ({
    statusCheckedAt: now,
    statusAsOf: oldest(shards),
    toldBlocked: toldBlocked?.filter((told) => !isTold(told, shards)),
  }))
}

/** What is held and still believable at `now`. A list past its end, or not compared for seven days, is as if absent. */
export async function openLists(db: WorkstationDb, now: number): Promise<HeldLists> {
  const { root, trustedList } = await readFacts(db)
  if (!root || !trustedList) return none
  if (freshnessOf(trustedList.checkedAt, now) === 'too-old') return none
  const options = { cryptography: webReading, root: root.key, now: now / 1000 }
  const trusted = await unlessRefused(verifyTrustedList(trustedList.bytes, options))
  if (!trusted) return none
  const shards = new Map<string, StatusShard>()
  for (const { bytes } of await db.getAll('shards')) {
    const shard = await unlessRefused(readShard(bytes, trusted, now))
    if (shard) shards.set(shard.uri, shard)
  }
  return { trusted, shards }
}

/** An issuer of the list, by the number of its key; `now` in milliseconds. */
export function findIssuer(
  { trusted }: HeldLists,
  keyId: Bytes,
  now: number,
): TrustedIssuer | 'no-list' | undefined {
  if (!trusted || now / 1000 >= trusted.expiresAt) return 'no-list'
  return trusted.issuers.find((issuer) => equalBytes(issuer.keyId, keyId))
}

function readShard(bytes: Bytes, trusted: TrustedList, now: number, db?: WorkstationDb) {
  return verifyShard(bytes, {
    cryptography: webReading,
    compression: webCompression,
    now: now / 1000,
    statusKeys: (issuer) =>
      trusted.statusKeys.filter((key) => key.issuer === issuer).map(({ key }) => key),
    ...(db ? { held: (uri: string) => db.get('shards', uri) } : {}),
  })
}

function oldest(shards: readonly StatusShard[]): number | undefined {
  return shards.length > 0 ? Math.min(...shards.map(({ issuedAt }) => issuedAt)) * 1000 : undefined
}

/** A kept list that no longer verifies (its key withdrawn, its end come) is not believed. */
async function unlessRefused<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
