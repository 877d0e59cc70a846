import { and, eq, gt, lte, sql } from 'drizzle-orm'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'

/** What may happen so often within a window, counted for all nodes together. */
export interface Ceiling {
  readonly most: number
  readonly windowMs: number
}

export type SharedCeilings = ReturnType<typeof createSharedCeilings>

/**
 * Ceilings in the database, for what costs money or guards a secret: mails, code tries, lookups of a NIR. The subject is
 * stored as an HMAC, so a trait may be counted by. Call it outside the unit it protects: a count must outlive a refusal.
 */
export function createSharedCeilings(
  database: Database,
  { clock, keys }: { readonly clock: Clock; readonly keys: Pick<Keys, 'hmac'> },
) {
  const { limits } = database.tables
  const instant = (name: string) => sql`${sql.param(sql.placeholder(name), limits.endsAt)}`
  const statements = prepared((db) => ({
    count: db
      .insert(limits)
      .values({ key: sql.placeholder('key'), count: 1, endsAt: sql.placeholder('endsAt') })
      .onConflictDoUpdate({
        target: limits.key,
        set: {
          count: sql`case when ${limits.endsAt} <= ${instant('now')} then 1 else ${limits.count} + 1 end`,
          endsAt: sql`case when ${limits.endsAt} <= ${instant('now')} then ${instant('endsAt')} else ${limits.endsAt} end`,
        },
      })
      .returning({ count: limits.count, endsAt: limits.endsAt }),
    giveBack: db
      .update(limits)
      .set({ count: sql`${limits.count} - 1` })
      .where(
        and(
          eq(limits.key, sql.placeholder('key')),
          gt(limits.count, 0),
          gt(limits.endsAt, instant('now')),
        ),
      ),
    sweep: db.delete(limits).where(lte(limits.endsAt, instant('now'))),
  }))

  function keyOf(purpose: string, subject: string): string {
    return `${purpose} ${keys.hmac('nonce', `limit ${purpose} ${subject}`).toString('base64url')}`
  }

  return {
    /** Counts one; throws Refusal('limit-reached', { retryAfterSeconds }) above the ceiling. One statement, so nobody slips between. */
    async take(purpose: string, subject: string, { most, windowMs }: Ceiling): Promise<void> {
      const now = clock()
      const key = keyOf(purpose, subject)
      const endsAt = new Date(now.getTime() + windowMs)
      const [row] = await statements(database.db).count.execute({ key, now, endsAt })
      if (!row) throw new Refusal('database-busy')
      if (row.count > most) {
        const retryAfterSeconds = Math.max(
          1,
          Math.ceil((row.endsAt.getTime() - now.getTime()) / 1_000),
        )
        throw new Refusal('limit-reached', { retryAfterSeconds })
      }
    },
    /**
     * Takes one back that was counted, for ceilings of what failed: counted before anybody knows, so that many at once get
     * no further than one after the other.
     */
    async giveBack(purpose: string, subject: string): Promise<void> {
      await statements(database.db).giveBack.execute({
        key: keyOf(purpose, subject),
        now: clock(),
      })
    },
    /** Forgets the windows that have ended. */
    async sweep(): Promise<void> {
      await statements(database.db).sweep.execute({ now: clock() })
    },
  }
}
