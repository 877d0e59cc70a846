import { randomBytes } from 'node:crypto'
import { and, eq, exists, gt, inArray, lte, ne, not, sql } from 'drizzle-orm'
import { checkStatesFor } from '@etui/shared/enrolment/check.ts'
import type { Database } from '../db/database.ts'
import { forgetSome } from '../db/forget-some.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { type ContactCodeStore, contactCodeStore } from './contact-code-store.ts'
import { enrolmentParts, type EnrolmentRow } from './enrolment-row.ts'
import { type IdentityCheckStore, identityCheckStore } from './identity-check-store.ts'

/**
 * Activations under way, one for each device key. Every change is one guarded statement that answers the row as it is
 * then, or undefined where the activation is at another step: nothing was changed.
 */
export interface EnrolmentStore extends ContactCodeStore, IdentityCheckStore {
  find(deviceThumbprint: string): Promise<EnrolmentRow | undefined>
  byId(enrolmentId: string): Promise<EnrolmentRow | undefined>
  /** Opens an activation, or notes the terms anew on the one there is. */
  open(it: {
    readonly deviceThumbprint: string
    readonly language: 'fr' | 'en'
    readonly termsVersion: string
    readonly at: Date
  }): Promise<EnrolmentRow>
  /** Undefined too when the time to secure it is over. */
  activate(enrolmentId: string, at: Date): Promise<EnrolmentRow | undefined>
  /** Forgets activations nobody went on with since `before`, unless films of theirs are looked at. */
  purge(before: Date, most?: number): Promise<number>
}

export function enrolmentStore(database: Database): EnrolmentStore {
  const run = statementsOf(database)(database.db)
  return {
    ...contactCodeStore(database),
    ...identityCheckStore(database),
    async find(deviceThumbprint) {
      const [row] = await run.find.execute({ deviceThumbprint })
      return row
    },
    async byId(enrolmentId) {
      const [row] = await run.byId.execute({ enrolmentId })
      return row
    },
    async open(it) {
      const enrolmentId = randomBytes(12).toString('base64url')
      const [row] = await run.open.execute({ ...it, enrolmentId })
      if (!row) throw new TypeError('an upsert answers its row')
      return row
    },
    async activate(enrolmentId, at) {
      const [row] = await run.activate.execute({ enrolmentId, at })
      return row
    },
    async purge(before, most = 1_000) {
      return (await run.purge.execute({ before, most })).length
    },
  }
}

function statementsOf(database: Database) {
  const { enrolments: it, identityChecks } = database.tables
  const { isIt, isAt, at, changedAt } = enrolmentParts(database)
  return prepared((db) => {
    const hasOpenCheck = exists(
      db
        .select({ one: sql`1` })
        .from(identityChecks)
        .where(
          and(
            eq(identityChecks.enrolmentId, it.enrolmentId),
            inArray(identityChecks.state, checkStatesFor('withdraw')),
          ),
        ),
    )
    return {
      find: db
        .select()
        .from(it)
        .where(eq(it.deviceThumbprint, sql.placeholder('deviceThumbprint'))),
      byId: db.select().from(it).where(isIt),
      open: db
        .insert(it)
        .values({
          enrolmentId: sql.placeholder('enrolmentId'),
          deviceThumbprint: sql.placeholder('deviceThumbprint'),
          step: 'person',
          language: sql.placeholder('language'),
          termsVersion: sql.placeholder('termsVersion'),
          termsAcceptedAt: sql.placeholder('at'),
          createdAt: sql.placeholder('at'),
          changedAt: sql.placeholder('at'),
        })
        .onConflictDoUpdate({
          target: it.deviceThumbprint,
          set: {
            language: placed(it.language, 'language'),
            termsVersion: placed(it.termsVersion, 'termsVersion'),
            termsAcceptedAt: at('termsAcceptedAt'),
            changedAt,
          },
        })
        .returning(),
      activate: db
        .update(it)
        .set({ step: 'active', changedAt })
        .where(and(isIt, isAt('activate'), gt(it.securingEndsAt, at('securingEndsAt'))))
        .returning(),
      purge: forgetSome(
        db,
        it,
        it.enrolmentId,
        and(
          ne(it.step, 'active'),
          lte(it.changedAt, placed(it.changedAt, 'before')),
          not(hasOpenCheck),
        ),
      ),
    }
  })
}
