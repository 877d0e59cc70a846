import { and, eq, gt, lt, sql } from 'drizzle-orm'
import { identityCodeTries } from '@etui/shared/enrolment/enrolment.ts'
import type { RefusalCode } from '@etui/shared/refusal.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { SentCode } from './contact-code-store.ts'
import { enrolmentParts, type EnrolmentRow } from './enrolment-row.ts'

/** The part of an activation that follows the identity check, from its start to who was found; see EnrolmentStore. */
export interface IdentityCheckStore {
  setIdentity(
    enrolmentId: string,
    identity: {
      readonly state: 'none' | 'started' | 'differs' | 'cancelled'
      readonly differing: readonly string[]
      readonly at: Date
    },
  ): Promise<EnrolmentRow | undefined>
  awaitIdentityCode(
    enrolmentId: string,
    code: SentCode & { readonly acr: string },
  ): Promise<EnrolmentRow | undefined>
  reserveIdentityTry(enrolmentId: string, at: Date): Promise<EnrolmentRow | undefined>
  /** Turns away whose identity was checked. */
  refuse(enrolmentId: string, refusal: RefusalCode, at: Date): Promise<EnrolmentRow | undefined>
  acceptIdentity(
    enrolmentId: string,
    owner: {
      readonly personId: string
      readonly phoneId: string
      readonly acr: string
      readonly at: Date
      readonly securingEndsAt: Date
    },
  ): Promise<EnrolmentRow | undefined>
}

export function identityCheckStore(database: Database): IdentityCheckStore {
  const run = statementsOf(database)(database.db)
  return {
    async setIdentity(enrolmentId, { state, differing, at }) {
      const [row] = await run.setIdentity.execute({
        enrolmentId,
        state,
        differing: [...differing],
        at,
      })
      return row
    },
    async awaitIdentityCode(enrolmentId, code) {
      const [row] = await run.awaitIdentityCode.execute({ enrolmentId, ...code })
      return row
    },
    async reserveIdentityTry(enrolmentId, at) {
      const [row] = await run.reserveIdentityTry.execute({ enrolmentId, at })
      return row
    },
    async refuse(enrolmentId, refusal, at) {
      const [row] = await run.refuse.execute({ enrolmentId, refusal, at })
      return row
    },
    async acceptIdentity(enrolmentId, owner) {
      const [row] = await run.acceptIdentity.execute({ enrolmentId, ...owner })
      return row
    },
  }
}

function statementsOf(database: Database) {
  const it = database.tables.enrolments
  const { isIt, isAt, at, changedAt, noIdentity } = enrolmentParts(database)
  const isAtIdentity = and(isIt, isAt('check-identity'))
  return prepared((db) => ({
    setIdentity: db
      .update(it)
      .set({
        ...noIdentity,
        identityState: placed(it.identityState, 'state'),
        identityDiffering: placed(it.identityDiffering, 'differing'),
        changedAt,
      })
      .where(isAtIdentity)
      .returning(),
    awaitIdentityCode: db
      .update(it)
      .set({
        ...noIdentity,
        identityState: 'awaiting-code',
        identityAcr: placed(it.identityAcr, 'acr'),
        identityCodeHash: placed(it.identityCodeHash, 'codeHash'),
        identityCodeExpiresAt: placed(it.identityCodeExpiresAt, 'expiresAt'),
        changedAt,
      })
      .where(isAtIdentity)
      .returning(),
    reserveIdentityTry: db
      .update(it)
      .set({ identityCodeTries: sql`${it.identityCodeTries} + 1`, changedAt })
      .where(
        and(
          isAtIdentity,
          eq(it.identityState, 'awaiting-code'),
          lt(it.identityCodeTries, identityCodeTries),
          gt(it.identityCodeExpiresAt, at('identityCodeExpiresAt')),
        ),
      )
      .returning(),
    refuse: db
      .update(it)
      .set({
        ...noIdentity,
        step: 'refused',
        refusal: placed(it.refusal, 'refusal'),
        identityState: 'none',
        changedAt,
      })
      .where(isAtIdentity)
      .returning(),
    acceptIdentity: db
      .update(it)
      .set({
        ...noIdentity,
        step: 'securing',
        identityState: 'accepted',
        identityAcr: placed(it.identityAcr, 'acr'),
        personId: placed(it.personId, 'personId'),
        phoneId: placed(it.phoneId, 'phoneId'),
        identityAcceptedAt: at('identityAcceptedAt'),
        securingEndsAt: placed(it.securingEndsAt, 'securingEndsAt'),
        changedAt,
      })
      .where(isAtIdentity)
      .returning(),
  }))
}
