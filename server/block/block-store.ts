import { randomBytes } from 'node:crypto'
import { and, asc, eq, gt, isNull, lte, ne, or, sql } from 'drizzle-orm'
import type { Database, Db } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { markShardsChanged } from '../status/status-store.ts'
import { activationEnds } from '../enrolment/activation-ends.ts'
import { suspendedBefore, type Block, type BlockReason } from './block.ts'

/** Who is told of a block. */
export interface Holder {
  readonly phoneId: string
  readonly registryId: string
  readonly language: 'fr' | 'en'
}

export interface BlockOrder {
  readonly personId: string
  readonly phoneId: string
  readonly reason: BlockReason
  readonly at: Date
}

/**
 * The one table of blocks. Each change is one unit: the block, `blockedAt` on every status index of the phone that is not
 * yet expired (the online answer, at once), and the shards marked for publication (the lists, within the setting); and
 * the activations of the person that nobody finished are ended. Called inside a unit, it joins it.
 */
export interface BlockStore {
  /** Suspends a card, or answers the block that already stands. */
  suspend(order: BlockOrder): Promise<Block>
  /** Blocks a card for good and ends its phone; a suspension becomes final. */
  blockForGood(order: BlockOrder): Promise<Block>
  /** Takes a suspension of less than a day back. Answers null when there is none to lift. */
  lift(order: Omit<BlockOrder, 'reason'>): Promise<Block | null>
  /** Makes suspensions of a day final. Answers how many; at most `most` in one go. */
  finishSuspensions(at: Date, most?: number): Promise<number>
  /** The block that stands on a phone's card, if any. */
  find(personId: string, phoneId: string): Promise<Block | null>
  /** When a block began that stood on a phone's card at an instant, though it was lifted since; null where none did. */
  stoodAt(phone: Pick<BlockOrder, 'personId' | 'phoneId'>, at: Date): Promise<Date | null>
  /** The person a number belongs to, if they ever activated a card. */
  findPerson(nirHash: Uint8Array): Promise<string | null>
  /** The phone that holds a person's card now, with the registry's id of them and the language they chose. */
  findHolder(personId: string): Promise<Holder | null>
}

export function blockStore(database: Database): BlockStore {
  const { unit } = database
  const run = statementsOf(database)(database.db)
  const activations = activationEnds(database)

  async function find(personId: string, phoneId: string): Promise<Block | null> {
    const [block] = await run.find.execute({ personId, phoneId })
    return block ? asBlock(block) : null
  }

  async function stopIndices({ personId, phoneId, at }: Omit<BlockOrder, 'reason'>): Promise<void> {
    const stopped = await run.stopIndices.execute({ personId, phoneId, at })
    await markShardsChanged(database, shardsOf(stopped), at)
  }

  async function add(order: BlockOrder, state: 'suspended' | 'final'): Promise<Block | null> {
    // The phone's row is what a refresh updates too: one of both waits, so no index is born beside its block.
    await run.holdPhone.execute({ personId: order.personId, phoneId: order.phoneId })
    const blockId = randomBytes(12).toString('base64url')
    const [added] = await run.add.execute({ ...order, blockId, state })
    if (!added) return null
    await stopIndices(order)
    return asBlock(added)
  }

  return {
    find,

    async stoodAt(phone, at) {
      const [block] = await run.stoodAt.execute({ ...phone, at })
      return block?.blockedAt ?? null
    },

    async findPerson(nirHash) {
      const [row] = await run.findPerson.execute({ nirHash: Buffer.from(nirHash) })
      return row?.personId ?? null
    },

    async findHolder(personId) {
      const [row] = await run.findHolder.execute({ personId })
      return row ? { ...row, language: row.language ?? 'fr' } : null
    },

    suspend: (order) =>
      unit(async () => {
        await activations.ofPerson(order.personId, 'stopped')
        return (
          (await add(order, 'suspended')) ?? standing(await find(order.personId, order.phoneId))
        )
      }),

    blockForGood: (order) =>
      unit(async () => {
        // The activation of a newer phone ends the others itself, and is one.
        if (order.reason !== 'newer-phone') await activations.ofPerson(order.personId, 'stopped')
        const block = (await add(order, 'final')) ?? (await finish(order))
        await run.endPhone.execute({ ...order })
        return block
      }),

    lift: (order) =>
      unit(async () => {
        await run.holdPhone.execute({ personId: order.personId, phoneId: order.phoneId })
        const [lifted] = await run.lift.execute({ ...order, since: suspendedBefore(order.at) })
        if (!lifted) return null
        const freed = await run.freeIndices.execute({ ...order })
        await markShardsChanged(database, shardsOf(freed), order.at)
        return asBlock(lifted)
      }),

    async finishSuspensions(at, most = 100) {
      const before = suspendedBefore(at)
      const overdue = await run.overdue.execute({ before, most })
      let finished = 0
      for (const { personId, phoneId, reason } of overdue) {
        finished += await unit(async () => {
          const [block] = await run.finishOverdue.execute({ personId, phoneId, before, at })
          if (block) await run.endPhone.execute({ personId, phoneId, reason, at })
          return block ? 1 : 0
        })
      }
      return finished
    },
  }

  /** The suspension becomes final, for the newer reason; a block already final stays as it was. */
  async function finish(order: BlockOrder): Promise<Block> {
    const [finished] = await run.finish.execute({ ...order })
    return finished ? asBlock(finished) : standing(await find(order.personId, order.phoneId))
  }
}

function statementsOf({ tables }: Database) {
  const { blocks, enrolments, people, phones, statusIndices } = tables
  const personId = sql.placeholder('personId')
  const phoneId = sql.placeholder('phoneId')
  const ofPhone = and(eq(blocks.personId, personId), eq(blocks.phoneId, phoneId))
  const isPhone = and(eq(phones.personId, personId), eq(phones.phoneId, phoneId))
  const isIndex = and(eq(statusIndices.personId, personId), eq(statusIndices.phoneId, phoneId))

  return prepared((db: Db) => ({
    find: db
      .select()
      .from(blocks)
      .where(and(ofPhone, ne(blocks.state, 'lifted'))),
    stoodAt: db
      .select({ blockedAt: blocks.blockedAt })
      .from(blocks)
      .where(
        and(
          ofPhone,
          lte(blocks.blockedAt, placed(blocks.blockedAt, 'at')),
          or(ne(blocks.state, 'lifted'), gt(blocks.changedAt, placed(blocks.changedAt, 'at'))),
        ),
      ),
    findPerson: db
      .select({ personId: people.personId })
      .from(people)
      .where(eq(people.nirHash, sql.placeholder('nirHash'))),
    findHolder: db
      .select({
        phoneId: phones.phoneId,
        registryId: people.registryId,
        language: enrolments.language,
      })
      .from(phones)
      .innerJoin(people, eq(people.personId, phones.personId))
      .leftJoin(enrolments, eq(enrolments.deviceThumbprint, phones.deviceThumbprint))
      .where(and(eq(phones.personId, personId), eq(phones.state, 'active'))),
    holdPhone: db
      .update(phones)
      .set({ state: sql`${phones.state}` })
      .where(isPhone)
      .returning({ state: phones.state }),
    add: db
      .insert(blocks)
      .values({
        personId,
        blockId: sql.placeholder('blockId'),
        phoneId,
        state: sql.placeholder('state'),
        reason: sql.placeholder('reason'),
        blockedAt: sql.placeholder('at'),
        changedAt: sql.placeholder('at'),
      })
      .onConflictDoNothing()
      .returning(),
    finish: db
      .update(blocks)
      .set({
        state: 'final',
        reason: placed(blocks.reason, 'reason'),
        changedAt: placed(blocks.changedAt, 'at'),
      })
      .where(and(ofPhone, eq(blocks.state, 'suspended')))
      .returning(),
    lift: db
      .update(blocks)
      .set({ state: 'lifted', changedAt: placed(blocks.changedAt, 'at') })
      .where(
        and(
          ofPhone,
          eq(blocks.state, 'suspended'),
          gt(blocks.blockedAt, placed(blocks.blockedAt, 'since')),
        ),
      )
      .returning(),
    overdue: db
      .select()
      .from(blocks)
      .where(
        and(
          eq(blocks.state, 'suspended'),
          lte(blocks.blockedAt, placed(blocks.blockedAt, 'before')),
        ),
      )
      .orderBy(asc(blocks.blockedAt))
      .limit(sql.placeholder('most')),
    finishOverdue: db
      .update(blocks)
      .set({ state: 'final', changedAt: placed(blocks.changedAt, 'at') })
      .where(
        and(
          ofPhone,
          eq(blocks.state, 'suspended'),
          lte(blocks.blockedAt, placed(blocks.blockedAt, 'before')),
        ),
      )
      .returning(),
    stopIndices: db
      .update(statusIndices)
      .set({ blockedAt: placed(statusIndices.blockedAt, 'at') })
      .where(
        and(
          isIndex,
          isNull(statusIndices.blockedAt),
          gt(statusIndices.expiresAt, placed(statusIndices.expiresAt, 'at')),
        ),
      )
      .returning({ shard: statusIndices.shard }),
    freeIndices: db
      .update(statusIndices)
      .set({ blockedAt: null })
      .where(isIndex)
      .returning({ shard: statusIndices.shard }),
    endPhone: db
      .update(phones)
      .set({
        state: 'ended',
        endReason: placed(phones.endReason, 'reason'),
        endedAt: placed(phones.endedAt, 'at'),
      })
      .where(and(isPhone, ne(phones.state, 'ended')))
      .returning({ phoneId: phones.phoneId }),
  }))
}

type BlockRow = Database['tables']['blocks']['$inferSelect']

function asBlock(row: BlockRow): Block {
  // Only this store writes the column, and only reasons of the closed list.
  return { ...row, reason: row.reason as BlockReason }
}

function standing(block: Block | null): Block {
  if (!block) throw new TypeError('A block refused by the unique index, yet none stands')
  return block
}

function shardsOf(rows: readonly { readonly shard: number }[]): number[] {
  return [...new Set(rows.map((row) => row.shard))].toSorted((one, other) => one - other)
}
