import { and, eq, inArray, lte, max, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

/** The last card issued to a phone for one beneficiary. */
export interface StoredCard {
  readonly personId: string
  readonly phoneId: string
  readonly beneficiaryId: string
  /** the signed credential */
  readonly card: Buffer
  /** SHA-256 of all it says but its dates and index */
  readonly contentHash: Buffer
  readonly shard: number
  readonly statusIndex: number
  readonly indexAssignedAt: Date
  readonly issuedAt: Date
  readonly expiresAt: Date
}

export interface CardReference {
  readonly reference: Buffer
  readonly personId: string
  readonly phoneId: string
  readonly beneficiaryId: string
  readonly expiresAt: Date
}

/** Cards issued, the status indices they bear, and the references that reduced codes name them by. */
export interface CardStore {
  ofPhone(personId: string, phoneId: string): Promise<readonly StoredCard[]>
  save(card: StoredCard): Promise<void>
  /** False when the index is another card's. */
  takeIndex(card: StoredCard): Promise<boolean>
  /** Keeps an index until its newer card expires; false when it is no longer this card's. */
  keepIndex(card: StoredCard): Promise<boolean>
  addReference(reference: CardReference): Promise<void>
  /** The highest shard there is; 0 when there is none. */
  lastShard(): Promise<number>
  /** Forgets references and indices of cards expired before `before`: an index may then serve again. */
  purge(before: Date, most?: number): Promise<number>
}

export function cardStore(database: Database): CardStore {
  const run = statementsOf(database)(database.db)
  return {
    ofPhone: (personId, phoneId) => run.ofPhone.execute({ personId, phoneId }),
    async save(card) {
      await run.save.execute({ ...card })
    },
    async takeIndex(card) {
      return (await run.takeIndex.execute({ ...card })).length > 0
    },
    async keepIndex(card) {
      return (await run.keepIndex.execute({ ...card })).length > 0
    },
    async addReference(reference) {
      await run.addReference.execute({ ...reference })
    },
    async lastShard() {
      const [row] = await run.lastShard.execute()
      return row?.shard ?? 0
    },
    async purge(before, most = 1_000) {
      const references = await run.purgeReferences.execute({ before, most })
      const indices = await run.expiredIndices.execute({ before, most })
      for (const index of indices) await run.freeIndex.execute({ ...index, before })
      return references.length + indices.length
    },
  }
}

function statementsOf({
  tables: { cards, cardReferences, statusIndices, statusShards },
}: Database) {
  const isIndex = and(
    eq(statusIndices.shard, sql.placeholder('shard')),
    eq(statusIndices.statusIndex, sql.placeholder('statusIndex')),
  )
  return prepared((db) => ({
    ofPhone: db
      .select()
      .from(cards)
      .where(
        and(
          eq(cards.personId, sql.placeholder('personId')),
          eq(cards.phoneId, sql.placeholder('phoneId')),
        ),
      ),
    save: db
      .insert(cards)
      .values({
        personId: sql.placeholder('personId'),
        phoneId: sql.placeholder('phoneId'),
        beneficiaryId: sql.placeholder('beneficiaryId'),
        card: sql.placeholder('card'),
        contentHash: sql.placeholder('contentHash'),
        shard: sql.placeholder('shard'),
        statusIndex: sql.placeholder('statusIndex'),
        indexAssignedAt: sql.placeholder('indexAssignedAt'),
        issuedAt: sql.placeholder('issuedAt'),
        expiresAt: sql.placeholder('expiresAt'),
      })
      .onConflictDoUpdate({
        target: [cards.personId, cards.phoneId, cards.beneficiaryId],
        set: {
          card: placed(cards.card, 'card'),
          contentHash: placed(cards.contentHash, 'contentHash'),
          shard: placed(cards.shard, 'shard'),
          statusIndex: placed(cards.statusIndex, 'statusIndex'),
          indexAssignedAt: placed(cards.indexAssignedAt, 'indexAssignedAt'),
          issuedAt: placed(cards.issuedAt, 'issuedAt'),
          expiresAt: placed(cards.expiresAt, 'expiresAt'),
        },
      }),
    takeIndex: db
      .insert(statusIndices)
      .values({
        shard: sql.placeholder('shard'),
        statusIndex: sql.placeholder('statusIndex'),
        personId: sql.placeholder('personId'),
        phoneId: sql.placeholder('phoneId'),
        beneficiaryId: sql.placeholder('beneficiaryId'),
        expiresAt: sql.placeholder('expiresAt'),
      })
      .onConflictDoNothing()
      .returning({ shard: statusIndices.shard }),
    keepIndex: db
      .update(statusIndices)
      .set({ expiresAt: placed(statusIndices.expiresAt, 'expiresAt') })
      .where(and(isIndex, eq(statusIndices.phoneId, sql.placeholder('phoneId'))))
      .returning({ shard: statusIndices.shard }),
    addReference: db.insert(cardReferences).values({
      reference: sql.placeholder('reference'),
      personId: sql.placeholder('personId'),
      phoneId: sql.placeholder('phoneId'),
      beneficiaryId: sql.placeholder('beneficiaryId'),
      expiresAt: sql.placeholder('expiresAt'),
    }),
    lastShard: db.select({ shard: max(statusShards.shard) }).from(statusShards),
    purgeReferences: db
      .delete(cardReferences)
      .where(
        inArray(
          cardReferences.reference,
          db
            .select({ reference: cardReferences.reference })
            .from(cardReferences)
            .where(lte(cardReferences.expiresAt, placed(cardReferences.expiresAt, 'before')))
            .limit(sql.placeholder('most')),
        ),
      )
      .returning({ reference: cardReferences.reference }),
    expiredIndices: db
      .select({ shard: statusIndices.shard, statusIndex: statusIndices.statusIndex })
      .from(statusIndices)
      .where(lte(statusIndices.expiresAt, placed(statusIndices.expiresAt, 'before')))
      .limit(sql.placeholder('most')),
    // Guarded again: a card signed meanwhile keeps its index.
    freeIndex: db
      .delete(statusIndices)
      .where(and(isIndex, lte(statusIndices.expiresAt, placed(statusIndices.expiresAt, 'before')))),
  }))
}
