import { and, eq, gt, lt, lte, sql } from 'drizzle-orm'
import { contactCodeTries, contactSendsMax } from '@etui/shared/enrolment/enrolment.ts'
import type { RefusalCode } from '@etui/shared/refusal.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { enrolmentParts, type EnrolmentRow } from './enrolment-row.ts'

/** What is remembered of the person somebody says they are; `registryId` is null when the registry does not agree. */
export interface ToldPerson {
  readonly nirHash: Buffer
  readonly registryId: string | null
  readonly maskedEmail: string
}

export interface SentCode {
  readonly codeHash: Buffer
  readonly expiresAt: Date
  readonly at: Date
}

/** The part of an activation that tells a person by number and proves their address by a code; see EnrolmentStore. */
export interface ContactCodeStore {
  tellPerson(
    enrolmentId: string,
    person: ToldPerson,
    code: SentCode,
  ): Promise<EnrolmentRow | undefined>
  /** Undefined too when the last code was sent after `notSince`, or too many were. */
  replaceCode(
    enrolmentId: string,
    code: SentCode,
    notSince: Date,
  ): Promise<EnrolmentRow | undefined>
  /** Counts a try before it is compared; undefined when none is left or the code is too old. */
  reserveContactTry(enrolmentId: string, at: Date): Promise<EnrolmentRow | undefined>
  /** Undefined too when another number was told, or another code sent, since `seen`. */
  settleContact(
    seen: Pick<EnrolmentRow, 'enrolmentId' | 'contactCodeHash'>,
    refusal: RefusalCode | null,
    at: Date,
  ): Promise<EnrolmentRow | undefined>
}

export function contactCodeStore(database: Database): ContactCodeStore {
  const run = statementsOf(database)(database.db)
  return {
    async tellPerson(enrolmentId, person, code) {
      const [row] = await run.tellPerson.execute({ enrolmentId, ...person, ...code })
      return row
    },
    async replaceCode(enrolmentId, code, notSince) {
      const [row] = await run.replaceCode.execute({ enrolmentId, ...code, notSince })
      return row
    },
    async reserveContactTry(enrolmentId, at) {
      const [row] = await run.reserveContactTry.execute({ enrolmentId, at })
      return row
    },
    async settleContact({ enrolmentId, contactCodeHash }, refusal, at) {
      const step = refusal === null ? 'identity' : 'refused'
      const seen = { enrolmentId, codeHash: contactCodeHash }
      const [row] = await run.settleContact.execute({ ...seen, refusal, step, at })
      return row
    },
  }
}

function statementsOf(database: Database) {
  const it = database.tables.enrolments
  const { isIt, isAt, at, changedAt, noIdentity } = enrolmentParts(database)
  const contactCode = {
    contactCodeHash: placed(it.contactCodeHash, 'codeHash'),
    contactCodeExpiresAt: placed(it.contactCodeExpiresAt, 'expiresAt'),
    contactCodeSentAt: at('contactCodeSentAt'),
    contactCodeTries: 0,
  }
  return prepared((db) => ({
    tellPerson: db
      .update(it)
      .set({
        step: 'contact',
        refusal: null,
        nirHash: placed(it.nirHash, 'nirHash'),
        registryId: placed(it.registryId, 'registryId'),
        maskedEmail: placed(it.maskedEmail, 'maskedEmail'),
        ...contactCode,
        contactCodeSends: 1,
        ...noIdentity,
        identityState: 'none',
        changedAt,
      })
      .where(and(isIt, isAt('tell-person')))
      .returning(),
    replaceCode: db
      .update(it)
      .set({ ...contactCode, contactCodeSends: sql`${it.contactCodeSends} + 1`, changedAt })
      .where(
        and(
          isIt,
          isAt('send-contact-code'),
          lte(it.contactCodeSentAt, placed(it.contactCodeSentAt, 'notSince')),
          lt(it.contactCodeSends, contactSendsMax),
        ),
      )
      .returning(),
    reserveContactTry: db
      .update(it)
      .set({ contactCodeTries: sql`${it.contactCodeTries} + 1`, changedAt })
      .where(
        and(
          isIt,
          isAt('prove-contact'),
          lt(it.contactCodeTries, contactCodeTries),
          gt(it.contactCodeExpiresAt, at('contactCodeExpiresAt')),
        ),
      )
      .returning(),
    settleContact: db
      .update(it)
      .set({
        step: placed(it.step, 'step'),
        refusal: placed(it.refusal, 'refusal'),
        contactCodeHash: null,
        changedAt,
      })
      .where(
        and(
          isIt,
          isAt('prove-contact'),
          eq(it.contactCodeHash, placed(it.contactCodeHash, 'codeHash')),
        ),
      )
      .returning(),
  }))
}
