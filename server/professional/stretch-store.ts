import { and, eq, gt, lte, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { forgetSome } from '../db/forget-some.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { offlineMs } from './session.ts'

/** Who signed in where, and when: from then on that counter may verify without network, for twelve hours. */
export interface SignIn {
  readonly professionalId: string
  readonly counterId: string
  readonly startedAt: Date
}

export interface Stretch {
  readonly startedAt: Date
  readonly endsAt: Date
}

/** The stretches of time in which a professional could verify at a counter: they outlive the sessions they began with. */
export interface StretchStore {
  /** Nothing when it is there. */
  open(signIn: SignIn): Promise<void>
  /** Those of one professional at one counter that ended after `since`. */
  list(professionalId: string, counterId: string, since: Date): Promise<readonly Stretch[]>
  /** Forgets those that ended before `before`, `most` in one go. */
  purge(before: Date, most?: number): Promise<number>
}

export function stretchStore(database: Database): StretchStore {
  const run = statementsOf(database)(database.db)
  return {
    async open(signIn) {
      const endsAt = new Date(signIn.startedAt.getTime() + offlineMs)
      await run.open.execute({ ...signIn, endsAt })
    },
    list: async (professionalId, counterId, since) =>
      run.list.execute({ professionalId, counterId, since }),
    async purge(before, most = 1_000) {
      return (await run.purge.execute({ before, most })).length
    },
  }
}

function statementsOf({ tables: { counterStretches: stretches } }: Database) {
  return prepared((db) => ({
    open: db
      .insert(stretches)
      .values({
        professionalId: sql.placeholder('professionalId'),
        counterId: sql.placeholder('counterId'),
        startedAt: sql.placeholder('startedAt'),
        endsAt: sql.placeholder('endsAt'),
      })
      .onConflictDoNothing(),
    list: db
      .select({ startedAt: stretches.startedAt, endsAt: stretches.endsAt })
      .from(stretches)
      .where(
        and(
          eq(stretches.professionalId, sql.placeholder('professionalId')),
          eq(stretches.counterId, sql.placeholder('counterId')),
          gt(stretches.endsAt, placed(stretches.endsAt, 'since')),
        ),
      ),
    purge: forgetSome(
      db,
      stretches,
      stretches.endsAt,
      lte(stretches.endsAt, placed(stretches.endsAt, 'before')),
    ),
  }))
}
