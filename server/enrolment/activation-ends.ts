import { and, asc, eq, lte, ne, sql } from 'drizzle-orm'
import type { SentBackReason } from '@etui/shared/enrolment/enrolment.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { enrolmentParts, type EnrolmentRow } from './enrolment-row.ts'

/**
 * Ends activations whose identity was accepted and that nobody finished: their phone, which never held a card, is
 * forgotten with its code and passkeys. Otherwise whoever once held somebody's identity could take the card back at a time
 * of their choosing, with nothing new to prove.
 */
export interface ActivationEnds {
  /**
   * Those of a person, but not the phone `except`; they begin again at their number and are told why. Nobody accepts an
   * identity of theirs, activates or blocks until the caller's unit ends: call it before anything else of the person is
   * changed.
   */
  ofPerson(personId: string, why: SentBackReason, except?: string): Promise<void>
  /** Those whose time is over, longest over first. */
  late(at: Date, most: number): Promise<readonly EnrolmentRow[]>
  /**
   * This one, when its time is over: its number and address stay, its identity is to be proven again. Answers it as it is
   * then; undefined when it is not late, or no longer.
   */
  endLate(row: EnrolmentRow, at: Date): Promise<EnrolmentRow | undefined>
}

/** Whether the time to secure a phone is over. */
export function isLate({ step, securingEndsAt }: EnrolmentRow, at: Date): boolean {
  return step === 'securing' && (securingEndsAt === null || securingEndsAt <= at)
}

export function activationEnds(database: Database): ActivationEnds {
  const run = statementsOf(database)(database.db)

  async function forgetSecrets(personId: string, phoneId: string): Promise<void> {
    await run.forgetCode.execute({ personId, phoneId })
    await run.forgetPasskeys.execute({ personId, phoneId })
  }

  return {
    ofPerson: (personId, why, except = '') =>
      database.unit(async () => {
        await run.holdPerson.execute({ personId })
        const forgotten = await run.forgetPhones.execute({ personId, except })
        for (const { phoneId } of forgotten) await forgetSecrets(personId, phoneId)
        await run.sendBack.execute({ personId, why, except })
      }),

    late: (at, most) => run.late.execute({ at, most }),

    async endLate(row, at) {
      const { enrolmentId, personId, phoneId } = row
      if (!isLate(row, at)) return undefined
      if (personId === null || phoneId === null) throw new TypeError('Securing is somebody’s')
      return database.unit(async () => {
        await run.holdPerson.execute({ personId })
        const [late] = await run.sendLateBack.execute({ enrolmentId, at })
        if (!late) return undefined
        await run.forgetPhone.execute({ personId, phoneId })
        await forgetSecrets(personId, phoneId)
        return late
      })
    },
  }
}

function statementsOf(database: Database) {
  const { tables } = database
  const { enrolments, people, phones, codeVerifiers, passkeys } = tables
  const personId = sql.placeholder('personId')
  const phoneId = sql.placeholder('phoneId')
  const isEnrolling = and(eq(phones.personId, personId), eq(phones.state, 'enrolling'))
  const isSecuring = eq(enrolments.step, 'securing')
  const { isIt, at, changedAt, noIdentity } = enrolmentParts(database)
  const isOver = and(isSecuring, lte(enrolments.securingEndsAt, at('securingEndsAt')))
  const withoutPhone = {
    ...noIdentity,
    identityAcr: null,
    identityAcceptedAt: null,
    securingEndsAt: null,
    personId: null,
    phoneId: null,
  } as const
  const atTheNumber = {
    ...withoutPhone,
    step: 'person',
    refusal: placed(enrolments.refusal, 'why'),
    nirHash: null,
    registryId: null,
    maskedEmail: null,
    contactCodeHash: null,
    contactCodeExpiresAt: null,
    contactCodeSentAt: null,
    identityState: 'none',
  } as const
  return prepared((db) => ({
    holdPerson: db
      .update(people)
      .set({ registryId: sql`${people.registryId}` })
      .where(eq(people.personId, personId)),
    forgetPhones: db
      .delete(phones)
      .where(and(isEnrolling, ne(phones.phoneId, sql.placeholder('except'))))
      .returning({ phoneId: phones.phoneId }),
    forgetPhone: db.delete(phones).where(and(isEnrolling, eq(phones.phoneId, phoneId))),
    forgetCode: db
      .delete(codeVerifiers)
      .where(and(eq(codeVerifiers.personId, personId), eq(codeVerifiers.phoneId, phoneId))),
    forgetPasskeys: db
      .delete(passkeys)
      .where(and(eq(passkeys.personId, personId), eq(passkeys.phoneId, phoneId))),
    sendBack: db
      .update(enrolments)
      .set(atTheNumber)
      .where(
        and(
          eq(enrolments.personId, personId),
          isSecuring,
          ne(enrolments.phoneId, sql.placeholder('except')),
        ),
      ),
    late: db
      .select()
      .from(enrolments)
      .where(isOver)
      .orderBy(asc(enrolments.securingEndsAt))
      .limit(sql.placeholder('most')),
    sendLateBack: db
      .update(enrolments)
      .set({ ...withoutPhone, step: 'identity', identityState: 'lapsed', changedAt })
      .where(and(isIt, isOver))
      .returning(),
  }))
}
