import { and, eq, gt, isNotNull, isNull, lte, or, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { forgetSome } from '../db/forget-some.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

export interface TapRow extends Tap {
  /** of whoever it is read for */
  readonly professionCode: string
}

type Tap = Database['tables']['taps']['$inferSelect']

/** One tap of a counter, whatever becomes of the row it had. */
export type TapKey = Pick<TapRow, 'professionalId' | 'counterId' | 'tapId'>

export type NewTap = Pick<
  TapRow,
  'professionalId' | 'staffId' | 'counterId' | 'tapId' | 'challenge' | 'startedAt' | 'endsAt'
>

/** What a tap was answered. `answeredAt` is also when it was read. */
export interface TapAnswer {
  readonly verdict: string
  readonly answeredAt: Date
  readonly sealedAnswer: Buffer
}

/** The taps that counters wait for: one row a counter. Changes are guarded: false means that it was too late. */
export interface TapStore {
  /** Waits from now on; whatever the counter waited for before is over. */
  start(tap: NewTap): Promise<void>
  /** The counter's last tap, running or not. */
  ofCounter(counterId: string): Promise<TapRow | null>
  /** Notes that a phone asked; true for the first. */
  see(key: TapKey, at: Date): Promise<boolean>
  /** Makes one frame the taker of a tap that runs; true for that frame as often as it asks. */
  take(key: TapKey, takenBy: Buffer, at: Date): Promise<boolean>
  /** Writes what the taker was answered, once. */
  answer(key: TapKey, takenBy: Buffer, answer: TapAnswer): Promise<boolean>
  /**
   * Ends a counter's tap, and forgets what was read; false where nothing was left to end. The word that a phone was
   * answered stays with the frame that took the tap: its own answer may have been lost.
   */
  end(professionalId: string, counterId: string): Promise<boolean>
  /** Forgets taps that ended before then. */
  purge(before: Date, most?: number): Promise<number>
}

export function tapStore(database: Database): TapStore {
  const run = statementsOf(database)(database.db)
  return {
    async start(tap) {
      await run.start.execute({ ...tap })
    },
    async ofCounter(counterId) {
      const [row] = await run.ofCounter.execute({ counterId })
      return row ? { ...row.tap, professionCode: row.professionCode } : null
    },
    async see(key, at) {
      return (await run.see.execute({ ...key, at })).length > 0
    },
    async take(key, takenBy, at) {
      return (await run.take.execute({ ...key, takenBy, at })).length > 0
    },
    async answer(key, takenBy, answer) {
      return (await run.answer.execute({ ...key, takenBy, ...answer })).length > 0
    },
    async end(professionalId, counterId) {
      const forgotten = await run.forget.execute({ professionalId, counterId })
      return (
        forgotten.length > 0 || (await run.end.execute({ professionalId, counterId })).length > 0
      )
    },
    async purge(before, most = 1_000) {
      return (await run.purge.execute({ before, most })).length
    },
  }
}

function statementsOf({ tables: { taps, professionals } }: Database) {
  const isOfCounter = and(
    eq(taps.professionalId, sql.placeholder('professionalId')),
    eq(taps.counterId, sql.placeholder('counterId')),
  )
  const isTap = and(isOfCounter, eq(taps.tapId, sql.placeholder('tapId')))
  const takenBy = placed(taps.takenBy, 'takenBy')
  const fresh = {
    tapId: sql.placeholder('tapId'),
    staffId: sql.placeholder('staffId'),
    challenge: sql.placeholder('challenge'),
    startedAt: sql.placeholder('startedAt'),
    endsAt: sql.placeholder('endsAt'),
  }
  const changed = { tapId: taps.tapId }
  return prepared((db) => ({
    start: db
      .insert(taps)
      .values({
        professionalId: sql.placeholder('professionalId'),
        counterId: sql.placeholder('counterId'),
        ...fresh,
      })
      .onConflictDoUpdate({
        target: [taps.professionalId, taps.counterId],
        set: {
          tapId: placed(taps.tapId, 'tapId'),
          staffId: placed(taps.staffId, 'staffId'),
          challenge: placed(taps.challenge, 'challenge'),
          startedAt: placed(taps.startedAt, 'startedAt'),
          endsAt: placed(taps.endsAt, 'endsAt'),
          seenAt: null,
          takenBy: null,
          answeredAt: null,
          verdict: null,
          sealedAnswer: null,
        },
      }),
    ofCounter: db
      .select({ tap: taps, professionCode: professionals.professionCode })
      .from(taps)
      .innerJoin(professionals, eq(professionals.professionalId, taps.professionalId))
      .where(eq(taps.counterId, sql.placeholder('counterId'))),
    see: db
      .update(taps)
      .set({ seenAt: placed(taps.seenAt, 'at') })
      .where(and(isTap, isNull(taps.seenAt)))
      .returning(changed),
    take: db
      .update(taps)
      .set({ takenBy })
      .where(
        and(
          isTap,
          or(isNull(taps.takenBy), eq(taps.takenBy, takenBy)),
          gt(taps.endsAt, placed(taps.endsAt, 'at')),
        ),
      )
      .returning(changed),
    answer: db
      .update(taps)
      .set({
        takenBy,
        answeredAt: placed(taps.answeredAt, 'answeredAt'),
        verdict: placed(taps.verdict, 'verdict'),
        sealedAnswer: placed(taps.sealedAnswer, 'sealedAnswer'),
      })
      .where(and(isTap, isNull(taps.answeredAt), eq(taps.takenBy, takenBy)))
      .returning(changed),
    forget: db
      .update(taps)
      .set({ sealedAnswer: null })
      .where(and(isOfCounter, isNotNull(taps.sealedAnswer)))
      .returning(changed),
    end: db
      .delete(taps)
      .where(and(isOfCounter, isNull(taps.answeredAt)))
      .returning(changed),
    purge: forgetSome(db, taps, taps.counterId, lte(taps.endsAt, placed(taps.endsAt, 'before'))),
  }))
}
