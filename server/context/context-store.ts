import {
  and,
  eq,
  exists,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  not,
  notExists,
  or,
  sql,
} from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { Database, Db } from '../db/database.ts'
import { givenAs, givenRows, writeRows } from '../db/given-rows.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { writtenTogether } from '../db/written-together.ts'

export interface NewContext {
  readonly professionalId: string
  readonly contextId: string
  /** SHA-256 of the token */
  readonly tokenHash: Buffer
  readonly counterId: string
  readonly personId: string
  readonly registryId: string
  readonly beneficiaryId: string
  readonly proofHash: Buffer
  readonly openedAt: Date
  readonly endsAt: Date
}

/** Which context, of whom, at which counter: another's is as good as none. */
export interface ContextKey {
  readonly professionalId: string
  readonly contextId: string
  readonly counterId: string
}

/** A context with its secret: what each use of it must bring. */
export interface UsedContext extends ContextKey {
  readonly tokenHash: Buffer
  readonly at: Date
}

export interface FoundContext {
  readonly personId: string
  readonly registryId: string
  readonly beneficiaryId: string
  /** of the reading that opened it */
  readonly proofHash: Buffer
  /**
   * open until the millisecond it ends, unless it was ended, the counter has a newer one and bills nothing in this, or the
   * card that was read stands blocked by now
   */
  readonly isOpen: boolean
}

/**
 * The contexts of counters. A counter has one: opening the next ends the one before by being newer, without touching it, so
 * that opening is one insert and no two can race; one in which an invoice is made stays open beside it.
 */
export interface ContextStore {
  open(context: NewContext): Promise<void>
  /** Null for a token that is not its own, too. */
  find(context: UsedContext): Promise<FoundContext | null>
  /**
   * Opens `next` in the place of a context, which ends in the same unit if it had not, by its hour or on demand: one renewal
   * only, though the same proof may come again for an answer that was lost. An invoice made in the old one is made in the
   * new one. False when it was renewed before.
   */
  renew(context: UsedContext, next: NewContext): Promise<boolean>
  /** An invoice is being made in it. Null unless it is open. */
  hold(context: UsedContext): Promise<Omit<FoundContext, 'isOpen'> | null>
  /** No invoice is being made in it any more, unless another is pending: the counter's next one ends it again. */
  release(context: Omit<ContextKey, 'counterId'>): Promise<void>
  /** False when there is no such context; one that has ended stays as it ended. */
  end(context: ContextKey, at: Date): Promise<boolean>
  /** Forgets contexts that were to end before `at`, `most` at once or a few more; answers how many. */
  purge(at: Date, most: number): Promise<number>
}

export function contextStore(database: Database): ContextStore {
  const run = statementsOf(database)(database.db)
  const open = writtenTogether(database, {
    alone: async (context: NewContext) => {
      await run.open.execute({ ...context, heldAt: null })
    },
    async all(group) {
      await run.openAll.execute({ rows: writeRows(group.map((each) => ({ ...each }))) })
      return group.map(() => undefined)
    },
  })
  return {
    open,
    async find(context) {
      const [row] = await run.find.execute({ ...context })
      if (!row) return null
      const { openId, ...found } = row
      return { ...found, isOpen: openId !== null }
    },
    async renew(context, next) {
      return database.unit(async () => {
        const [before] = await run.before.execute({ ...context })
        const [old] = await run.renew.execute({
          ...context,
          renewedById: next.contextId,
          proofHash: next.proofHash,
        })
        if (!old) return false
        await run.open.execute({ ...next, heldAt: old.heldAt && next.openedAt })
        if (before && old.heldAt) {
          await run.carry.execute({
            professionalId: context.professionalId,
            contextId: context.contextId,
            // Of a renewal whose answer was lost.
            lostId: before.renewedById ?? context.contextId,
            nextId: next.contextId,
          })
        }
        return true
      })
    },
    async hold(context) {
      const [row] = await run.hold.execute({ ...context })
      return row ?? null
    },
    async release(context) {
      await run.release.execute({ ...context })
    },
    async end(context, at) {
      const ended = await run.end.execute({ ...context, at })
      return ended.length > 0
    },
    async purge(at, most) {
      return (await run.purge.execute({ at, most })).length
    },
  }
}

const openedFields = {
  professionalId: 'text',
  contextId: 'text',
  tokenHash: 'bytes',
  counterId: 'text',
  personId: 'text',
  registryId: 'text',
  beneficiaryId: 'text',
  proofHash: 'bytes',
  openedAt: 'instant',
  endsAt: 'instant',
} as const

function statementsOf({ engine, tables }: Database) {
  const { blocks, contexts, invoices, readings } = tables
  const opened = givenRows(engine, openedFields)
  const newer = alias(contexts, 'newer')
  const isThis = and(
    eq(contexts.professionalId, sql.placeholder('professionalId')),
    eq(contexts.contextId, sql.placeholder('contextId')),
    eq(contexts.counterId, sql.placeholder('counterId')),
  )
  const hasToken = eq(contexts.tokenHash, sql.placeholder('tokenHash'))
  const at = placed(contexts.endsAt, 'at')
  // Written out: so the engines know that the index of pending ones has them all.
  const isPending = sql`${invoices.state} = 'pending'`
  const isNewest = (db: Db) =>
    notExists(
      db
        .select({ one: sql`1` })
        .from(newer)
        .where(
          and(
            eq(newer.professionalId, contexts.professionalId),
            eq(newer.counterId, contexts.counterId),
            // By the index of counters: not among all contexts of the professional.
            gte(newer.openedAt, contexts.openedAt),
            or(gt(newer.openedAt, contexts.openedAt), gt(newer.contextId, contexts.contextId)),
          ),
        ),
    )
  const isBlocked = (db: Db) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(readings)
        .innerJoin(
          blocks,
          and(eq(blocks.personId, readings.personId), eq(blocks.phoneId, readings.phoneId)),
        )
        .where(
          and(
            eq(readings.personId, contexts.personId),
            eq(readings.proofHash, contexts.proofHash),
            ne(blocks.state, 'lifted'),
          ),
        ),
    )
  const isOpen = (db: Db) =>
    and(
      isNull(contexts.endedAt),
      gt(contexts.endsAt, at),
      or(isNotNull(contexts.heldAt), isNewest(db)),
      not(isBlocked(db)),
    )
  const whose = {
    personId: contexts.personId,
    registryId: contexts.registryId,
    beneficiaryId: contexts.beneficiaryId,
    proofHash: contexts.proofHash,
  }
  return prepared((db) => ({
    // An id is of one context: it is there before only where that was written, and the answer lost.
    open: db
      .insert(contexts)
      .values({
        professionalId: sql.placeholder('professionalId'),
        contextId: sql.placeholder('contextId'),
        tokenHash: sql.placeholder('tokenHash'),
        counterId: sql.placeholder('counterId'),
        personId: sql.placeholder('personId'),
        registryId: sql.placeholder('registryId'),
        beneficiaryId: sql.placeholder('beneficiaryId'),
        proofHash: sql.placeholder('proofHash'),
        openedAt: sql.placeholder('openedAt'),
        endsAt: sql.placeholder('endsAt'),
        heldAt: sql.placeholder('heldAt'),
      })
      .onConflictDoNothing(),
    openAll: db
      .insert(contexts)
      .select(givenAs(contexts, openedFields, opened))
      .onConflictDoNothing(),
    find: db
      .select({
        ...whose,
        // Both engines tell null from a word alike, and a condition's value each in its own way.
        openId: sql<string | null>`case when ${isOpen(db)} then ${contexts.contextId} end`,
      })
      .from(contexts)
      .where(and(isThis, hasToken)),
    renew: db
      .update(contexts)
      .set({
        endedAt: sql`coalesce(${contexts.endedAt}, ${at})`,
        renewedById: sql`${sql.placeholder('renewedById')}`,
        renewalProofHash: placed(contexts.renewalProofHash, 'proofHash'),
      })
      .where(
        and(
          isThis,
          hasToken,
          or(
            isNull(contexts.renewedById),
            eq(contexts.renewalProofHash, sql.placeholder('proofHash')),
          ),
        ),
      )
      .returning({ heldAt: contexts.heldAt }),
    before: db
      .select({ renewedById: contexts.renewedById })
      .from(contexts)
      .where(and(isThis, hasToken)),
    carry: db
      .update(invoices)
      .set({ contextId: sql`${sql.placeholder('nextId')}` })
      .where(
        and(
          eq(invoices.professionalId, sql.placeholder('professionalId')),
          inArray(invoices.contextId, [sql.placeholder('contextId'), sql.placeholder('lostId')]),
          isPending,
        ),
      ),
    hold: db
      .update(contexts)
      .set({ heldAt: sql`coalesce(${contexts.heldAt}, ${at})` })
      .where(and(isThis, hasToken, isOpen(db)))
      .returning(whose),
    release: db
      .update(contexts)
      .set({ heldAt: null })
      .where(
        and(
          eq(contexts.professionalId, sql.placeholder('professionalId')),
          eq(contexts.contextId, sql.placeholder('contextId')),
          notExists(
            db
              .select({ one: sql`1` })
              .from(invoices)
              .where(
                and(
                  eq(invoices.professionalId, contexts.professionalId),
                  eq(invoices.contextId, contexts.contextId),
                  isPending,
                ),
              ),
          ),
        ),
      ),
    end: db
      .update(contexts)
      .set({ endedAt: sql`coalesce(${contexts.endedAt}, ${at})` })
      .where(isThis)
      .returning({ contextId: contexts.contextId }),
    purge: db
      .delete(contexts)
      .where(
        lte(
          contexts.endsAt,
          sql`(select max(due.ends_at) from ${db
            .select({ endsAt: contexts.endsAt })
            .from(contexts)
            .where(lt(contexts.endsAt, at))
            .orderBy(contexts.endsAt)
            .limit(sql.placeholder('most'))
            .as('due')})`,
        ),
      )
      .returning({ contextId: contexts.contextId }),
  }))
}
