import { sql } from 'drizzle-orm'
import type { Columns } from '../columns.ts'

/** Cards issued, what was blocked of them, and the lists that counters go by. */
export function cardTables(c: Columns) {
  /** class: person. The last card issued for each beneficiary on a phone. */
  const cards = c.table(
    'cards',
    {
      personId: c.text().notNull(),
      phoneId: c.text().notNull(),
      beneficiaryId: c.text().notNull(),
      card: c.bytes().notNull(),
      contentHash: c.bytes().notNull(),
      shard: c.integer().notNull(),
      statusIndex: c.integer().notNull(),
      indexAssignedAt: c.instant().notNull(),
      issuedAt: c.instant().notNull(),
      expiresAt: c.instant().notNull(),
      /** what a reference frame names: as the last letter has it, and as the one before, which may be all that arrived */
      reference: c.bytes().notNull(),
      previousReference: c.bytes(),
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.phoneId, t.beneficiaryId] }),
      // Not unique: 8 random bytes may meet, and then name nobody.
      c.index('cards_reference').on(t.reference),
      c.index('cards_previous_reference').on(t.previousReference),
    ],
  )
  /** class: lookup (a bit of a status list, to a card). blockedAt is the online answer; the lists follow. */
  const statusIndices = c.table(
    'status_indices',
    {
      shard: c.integer().notNull(),
      statusIndex: c.integer().notNull(),
      personId: c.text().notNull(),
      phoneId: c.text().notNull(),
      beneficiaryId: c.text().notNull(),
      expiresAt: c.instant().notNull(),
      blockedAt: c.instant(),
    },
    (t) => [
      c.primaryKey({ columns: [t.shard, t.statusIndex] }),
      c.index('status_indices_phone').on(t.personId, t.phoneId),
      c.index('status_indices_expiry').on(t.expiresAt),
    ],
  )
  /** class: person. Suspended, then final; lifted when undone in time. */
  const blocks = c.table(
    'blocks',
    {
      personId: c.text().notNull(),
      blockId: c.text().notNull(),
      phoneId: c.text().notNull(),
      state: c.oneOf(['suspended', 'final', 'lifted']).notNull(),
      reason: c.text().notNull(),
      blockedAt: c.instant().notNull(),
      changedAt: c.instant().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.blockId] }),
      c
        .uniqueIndex('blocks_one_open')
        .on(t.personId, t.phoneId)
        .where(sql`${t.state} <> 'lifted'`),
    ],
  )
  /** class: reference. One row a shard: what must be published, and what was. */
  const statusShards = c.table('status_shards', {
    shard: c.integer().primaryKey(),
    changedAt: c.instant().notNull(),
    publishedAt: c.instant(),
    claimedUntil: c.instant(),
    list: c.bytes(),
  })
  /** class: reference. Every trusted list published; the newest version is served. */
  const trustedLists = c.table('trusted_lists', {
    version: c.integer().primaryKey(),
    contentHash: c.bytes().notNull(),
    list: c.bytes().notNull(),
    createdAt: c.instant().notNull(),
  })
  return { cards, statusIndices, blocks, statusShards, trustedLists }
}
