import { randomBytes } from 'node:crypto'
import { and, eq, gt, inArray, lt, lte, ne, sql } from 'drizzle-orm'
import {
  contactCodeTries,
  contactSendsMax,
  type EnrolmentAct,
  identityCodeTries,
  stepsFor,
} from '@etui/shared/enrolment/enrolment.ts'
import type { RefusalCode } from '@etui/shared/refusal.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { acceptedTooLongAgo } from './activation-ends.ts'

export type EnrolmentRow = Database['tables']['enrolments']['$inferSelect']

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

/**
 * Activations under way, one for each device key. Every change is one guarded statement that answers the row as it is
 * then, or undefined where the activation is at another step: nothing was changed.
 */
export interface EnrolmentStore {
  find(deviceThumbprint: string): Promise<EnrolmentRow | undefined>
  byId(enrolmentId: string): Promise<EnrolmentRow | undefined>
  /** Opens an activation, or notes the terms anew on the one there is. */
  open(it: {
    readonly deviceThumbprint: string
    readonly language: 'fr' | 'en'
    readonly termsVersion: string
    readonly at: Date
  }): Promise<EnrolmentRow>
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
    },
  ): Promise<EnrolmentRow | undefined>
  /** Undefined too when its identity was accepted more than a day before. */
  activate(enrolmentId: string, at: Date): Promise<EnrolmentRow | undefined>
  /** Forgets activations nobody went on with since `before`. */
  purge(before: Date, most?: number): Promise<number>
}

export function enrolmentStore(database: Database): EnrolmentStore {
  const run = statementsOf(database)(database.db)
  return {
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
    async activate(enrolmentId, at) {
      const acceptedAfter = acceptedTooLongAgo(at)
      const [row] = await run.activate.execute({ enrolmentId, at, acceptedAfter })
      return row
    },
    async purge(before, most = 1_000) {
      return (await run.purge.execute({ before, most })).length
    },
  }
}

function statementsOf({ tables: { enrolments: it } }: Database) {
  const isIt = eq(it.enrolmentId, sql.placeholder('enrolmentId'))
  const at = <C extends keyof EnrolmentRow>(column: C) => placed(it[column], 'at')
  const changedAt = at('changedAt')
  const contactCode = {
    contactCodeHash: placed(it.contactCodeHash, 'codeHash'),
    contactCodeExpiresAt: placed(it.contactCodeExpiresAt, 'expiresAt'),
    contactCodeSentAt: at('contactCodeSentAt'),
    contactCodeTries: 0,
  }
  const noIdentity = {
    identityDiffering: null,
    identityCodeHash: null,
    identityCodeExpiresAt: null,
    identityCodeTries: 0,
  }
  const isAt = (act: EnrolmentAct) => inArray(it.step, stepsFor(act))
  const isAtIdentity = and(isIt, isAt('check-identity'))
  return prepared((db) => ({
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
        changedAt,
      })
      .where(isAtIdentity)
      .returning(),
    activate: db
      .update(it)
      .set({ step: 'active', changedAt })
      .where(
        and(
          isIt,
          isAt('activate'),
          gt(it.identityAcceptedAt, placed(it.identityAcceptedAt, 'acceptedAfter')),
        ),
      )
      .returning(),
    purge: db
      .delete(it)
      .where(
        inArray(
          it.enrolmentId,
          db
            .select({ enrolmentId: it.enrolmentId })
            .from(it)
            .where(and(ne(it.step, 'active'), lte(it.changedAt, placed(it.changedAt, 'before'))))
            .limit(sql.placeholder('most')),
        ),
      )
      .returning({ enrolmentId: it.enrolmentId }),
  }))
}
