import { and, eq, lte, max, sql } from 'drizzle-orm'
import { askedTogether } from '../db/asked-together.ts'
import type { Database, Db } from '../db/database.ts'
import { isGiven, writeList } from '../db/given-rows.ts'
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

/** How a card gets its reference: by the next letter, or by the last one written again, which then never arrived. */
export type Succession = 'next' | 'again'

/** Cards issued, the status indices they bear, and the references that reduced codes name them by: the last two. */
export interface CardStore {
  ofPhone(personId: string, phoneId: string): Promise<readonly StoredCard[]>
  save(card: StoredCard, reference: Buffer, succession: Succession): Promise<void>
  /** Gives a card that stays as it is another reference. */
  refer(
    card: Pick<StoredCard, 'personId' | 'phoneId' | 'beneficiaryId'>,
    reference: Buffer,
    succession: Succession,
  ): Promise<void>
  /** False when the index is another card's. */
  takeIndex(card: StoredCard): Promise<boolean>
  /** Keeps an index until its newer card expires; false when it is no longer this card's. */
  keepIndex(card: StoredCard): Promise<boolean>
  /** The highest shard there is; 0 when there is none. */
  lastShard(): Promise<number>
  /** Forgets the indices of cards expired before `before`, `most` in one go: they may then serve again. */
  purge(before: Date, most?: number): Promise<number>
}

export function cardStore(database: Database): CardStore {
  const run = statementsOf(database)(database.db)
  const ofPhone = askedTogether(
    database,
    async (phones: readonly Pick<StoredCard, 'personId' | 'phoneId'>[]) => {
      const list = writeList(
        database,
        phones.map(({ personId }) => personId),
      )
      const byPhone = Map.groupBy(await run.ofPeople.execute({ list }), (card) => card.phoneId)
      return phones.map(({ phoneId }) => byPhone.get(phoneId) ?? [])
    },
  )
  return {
    ofPhone: (personId, phoneId) => ofPhone({ personId, phoneId }),
    async save(card, reference, succession) {
      const save = succession === 'next' ? run.saveNext : run.saveAgain
      await save.execute({ ...card, reference })
    },
    async refer({ personId, phoneId, beneficiaryId }, reference, succession) {
      const refer = succession === 'next' ? run.referNext : run.referAgain
      await refer.execute({ personId, phoneId, beneficiaryId, reference })
    },
    async takeIndex(card) {
      return (await run.takeIndex.execute({ ...card })).length > 0
    },
    async keepIndex(card) {
      return (await run.keepIndex.execute({ ...card })).length > 0
    },
    async lastShard() {
      const [row] = await run.lastShard.execute()
      return row?.shard ?? 0
    },
    async purge(before, most = 1_000) {
      return (await run.freeIndices.execute({ before, most })).length
    },
  }
}

function statementsOf(database: Database) {
  const { cards, statusIndices, statusShards } = database.tables
  const isIndex = and(
    eq(statusIndices.shard, sql.placeholder('shard')),
    eq(statusIndices.statusIndex, sql.placeholder('statusIndex')),
  )
  const ofPhone = and(
    eq(cards.personId, sql.placeholder('personId')),
    eq(cards.phoneId, sql.placeholder('phoneId')),
  )
  const isExpired = lte(statusIndices.expiresAt, placed(statusIndices.expiresAt, 'before'))
  const again = { reference: placed(cards.reference, 'reference') }
  const next = { ...again, previousReference: sql`${cards.reference}` }
  const save = (db: Db, succession: typeof again) =>
    db
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
        reference: sql.placeholder('reference'),
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
          ...succession,
        },
      })
  const refer = (db: Db, succession: typeof again) =>
    db
      .update(cards)
      .set(succession)
      .where(and(ofPhone, eq(cards.beneficiaryId, sql.placeholder('beneficiaryId'))))
  return prepared((db) => ({
    ofPeople: db.select().from(cards).where(isGiven(database, cards.personId)),
    saveNext: save(db, next),
    saveAgain: save(db, again),
    referNext: refer(db, next),
    referAgain: refer(db, again),
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
    lastShard: db.select({ shard: max(statusShards.shard) }).from(statusShards),
    freeIndices: db
      .delete(statusIndices)
      .where(
        and(
          // Guarded again: a card signed meanwhile keeps its index.
          isExpired,
          sql`(${statusIndices.shard}, ${statusIndices.statusIndex}) in ${db
            .select({ shard: statusIndices.shard, statusIndex: statusIndices.statusIndex })
            .from(statusIndices)
            .where(isExpired)
            .limit(sql.placeholder('most'))}`,
        ),
      )
      .returning({ shard: statusIndices.shard }),
  }))
}
