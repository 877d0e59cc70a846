import { and, eq, lte, ne, sql } from 'drizzle-orm'
import { securingMs } from '@etui/shared/enrolment/enrolment.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { EnrolmentRow } from './enrolment-row.ts'

/**
 * Ends activations whose identity was accepted and that nobody finished: their phone, which never held a card, is
 * forgotten with its code and passkeys, and the holder begins again at their number. Otherwise whoever once held
 * somebody's identity could take the card back at a time of their choosing, with nothing new to prove.
 */
export interface ActivationEnds {
  /**
   * Those of a person, but not the phone `except`. Nobody accepts an identity of theirs, activates or blocks until the
   * caller's unit ends: call it before anything else of the person is changed.
   */
  ofPerson(personId: string, except?: string): Promise<void>
  /** This one, when its day is over; answers it as it is then. */
  ifLate(row: EnrolmentRow, at: Date): Promise<EnrolmentRow>
}

/** An identity accepted at or before this is no longer one to activate a phone with. */
export function acceptedTooLongAgo(at: Date): Date {
  return new Date(at.getTime() - securingMs)
}

export function activationEnds(database: Database): ActivationEnds {
  const run = statementsOf(database)(database.db)

  async function forgetSecrets(personId: string, phoneId: string): Promise<void> {
    await run.forgetCode.execute({ personId, phoneId })
    await run.forgetPasskeys.execute({ personId, phoneId })
  }

  return {
    ofPerson: (personId, except = '') =>
      database.unit(async () => {
        await run.holdPerson.execute({ personId })
        const forgotten = await run.forgetPhones.execute({ personId, except })
        for (const { phoneId } of forgotten) await forgetSecrets(personId, phoneId)
        await run.sendBack.execute({ personId, except })
      }),

    async ifLate(row, at) {
      const { enrolmentId, personId, phoneId, step, identityAcceptedAt } = row
      const before = acceptedTooLongAgo(at)
      if (step !== 'securing' || (identityAcceptedAt && identityAcceptedAt > before)) return row
      if (personId === null || phoneId === null) throw new TypeError('Securing is somebody’s')
      return database.unit(async () => {
        await run.holdPerson.execute({ personId })
        const [late] = await run.sendLateBack.execute({ enrolmentId, before })
        if (!late) return row
        await run.forgetPhone.execute({ personId, phoneId })
        await forgetSecrets(personId, phoneId)
        return late
      })
    },
  }
}

function statementsOf({ tables }: Database) {
  const { enrolments, people, phones, codeVerifiers, passkeys } = tables
  const personId = sql.placeholder('personId')
  const phoneId = sql.placeholder('phoneId')
  const isEnrolling = and(eq(phones.personId, personId), eq(phones.state, 'enrolling'))
  const isSecuring = eq(enrolments.step, 'securing')
  const atTheNumber = {
    step: 'person',
    refusal: null,
    nirHash: null,
    registryId: null,
    maskedEmail: null,
    contactCodeHash: null,
    contactCodeExpiresAt: null,
    contactCodeSentAt: null,
    identityState: 'none',
    identityDiffering: null,
    identityAcr: null,
    identityAcceptedAt: null,
    personId: null,
    phoneId: null,
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
    sendLateBack: db
      .update(enrolments)
      .set(atTheNumber)
      .where(
        and(
          eq(enrolments.enrolmentId, sql.placeholder('enrolmentId')),
          isSecuring,
          lte(enrolments.identityAcceptedAt, placed(enrolments.identityAcceptedAt, 'before')),
        ),
      )
      .returning(),
  }))
}
