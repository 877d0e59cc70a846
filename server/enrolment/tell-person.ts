import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { ageAt } from '@etui/shared/enrolment/age.ts'
import {
  type EligibilityRules,
  holderAgeAt,
  judgeEligibility,
} from '@etui/shared/enrolment/eligibility.ts'
import {
  contactCodeMs,
  contactCodeTries,
  contactResendMs,
  contactSendsMax,
} from '@etui/shared/enrolment/enrolment.ts'
import { type Nir, parseNir } from '@etui/shared/nir/nir.ts'
import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'
import type { CheckStore } from '../check/check-store.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { DeskCodeStore } from '../desk/desk-code-store.ts'
import type { Ceiling, SharedCeilings } from '../http/shared-ceilings.ts'
import type { Keys } from '../keys/keys.ts'
import type { MailStore } from '../mail/mail-store.ts'
import { writeMail } from '../mail/write-mail.ts'
import type { Registry, RegistryPerson } from '../registry/registry.ts'
import { checkBirthDate } from './birth.ts'
import { decoyEmail, maskEmail } from './decoy-email.ts'
import type { SentCode } from './contact-code-store.ts'
import type { EnrolmentRow } from './enrolment-row.ts'
import type { EnrolmentStore } from './enrolment-store.ts'
import { addressOf, tellHolder } from './tell-holder.ts'

export interface ContactNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly enrolments: EnrolmentStore
  readonly checks: Pick<CheckStore, 'withdrawOpen'>
  readonly deskCodes: Pick<DeskCodeStore, 'end'>
  readonly registry: Registry
  readonly mails: MailStore
  readonly ceilings: Pick<SharedCeilings, 'take'>
  readonly keys: Pick<Keys, 'hmac' | 'lookupHash'>
  readonly clock: Clock
  readonly origin: string
  readonly eligibilityRules: EligibilityRules
  /** Whether the demonstration's numbers, of month 19, are taken. */
  readonly allowDemonstration: boolean
}

export interface Caller {
  readonly thumbprint: string
  /** The caller's network, to count by. */
  readonly network: string
  readonly takeProof: () => Promise<void>
}

const hour = 3_600_000
/** How many numbers may be told, and letters asked for, within an hour. */
export const personCeilings = {
  /** One number from one network: a person at home. */
  nirHere: { most: 10, windowMs: hour },
  /** One number from anywhere: nobody keeps a person out by telling their number ten times an hour. */
  nir: { most: 60, windowMs: hour },
  device: { most: 20, windowMs: hour },
  /** A mobile operator's address is shared by thousands. */
  network: { most: 1_000, windowMs: hour },
} as const satisfies Record<string, Ceiling>

/**
 * Takes a number and birth date, and sends a code to the address the registry has for them. Known or not, in whatever way
 * they do not agree, the answer, the statements and the work are the same: a decoy address is shown, and a letter written
 * that nobody sends. Somebody known who has no address gets the same, and goes on at a desk. A code for the desk and a
 * check by video, of whoever was told before, end with it. Only what the two tell by themselves may refuse: the number's
 * own checks, the birth date, the age.
 */
export async function tellPerson(
  row: EnrolmentRow,
  told: { readonly nir: string; readonly birthDate: string },
  caller: Caller,
  needs: ContactNeeds,
): Promise<EnrolmentRow> {
  const { enrolments, registry, ceilings, keys, clock } = needs
  const now = clock()
  const nir = parseNir(told.nir, { allowDemonstration: needs.allowDemonstration })
  checkBirthDate(told.birthDate, nir, now)
  const holderAge = holderAgeAt(needs.eligibilityRules, now)
  if (ageAt(told.birthDate, now) < holderAge) throw new Refusal('too-young', { holderAge })
  await ceilings.take('person-device', caller.thumbprint, personCeilings.device)
  await ceilings.take('person-network', caller.network, personCeilings.network)
  await ceilings.take('person-nir-here', `${nir} ${caller.network}`, personCeilings.nirHere)
  await ceilings.take('person-nir', nir, personCeilings.nir)

  const found = await registry.personByNir(nir)
  const decoy = decoyEmail(keys.hmac('decoy', `${nir}|${told.birthDate}`))
  const real = maskEmail(found?.email ?? 'nobody@example.org')
  const known = agrees(found, told.birthDate) ? found : undefined
  const email = known?.email
  const person = {
    nirHash: nirHash(keys, nir),
    registryId: known?.registryId ?? null,
    maskedEmail: email === undefined ? decoy : real,
  }
  const code = drawCode()
  const sent = sentCode(row.enrolmentId, code, email, needs)
  return needs.database.unit(async () => {
    await caller.takeProof()
    // In the order of whoever accepts: the code before the activation.
    await needs.deskCodes.end(row.enrolmentId)
    await needs.checks.withdrawOpen(row.enrolmentId, now)
    const changed = await enrolments.tellPerson(row.enrolmentId, person, sent)
    if (!changed) throw new Refusal('enrolment-step')
    await writeCode(email, code, row, needs)
    return changed
  })
}

/** Sends another code. Throws `limit-reached` too soon after the last one or after too many. */
export async function resendCode(
  row: EnrolmentRow,
  caller: Caller,
  needs: ContactNeeds,
): Promise<EnrolmentRow> {
  const { enrolments, registry, ceilings, clock } = needs
  if (row.step !== 'contact' || !row.nirHash || !row.contactCodeSentAt)
    throw new Refusal('enrolment-step')
  await ceilings.take('code-network', caller.network, personCeilings.network)
  await ceilings.take('person-code', row.nirHash.toString('base64url'), personCeilings.nirHere)
  // The same lookup and opening for a decoy, whose person is nobody.
  const email = (await registry.person(row.registryId ?? 'nobody'))?.email
  const code = drawCode()
  const sent = sentCode(row.enrolmentId, code, email, needs)
  const notSince = new Date(clock().getTime() - contactResendMs)
  const changed = await needs.database.unit(async () => {
    await caller.takeProof()
    const replaced = await enrolments.replaceCode(row.enrolmentId, sent, notSince)
    if (replaced) await writeCode(email, code, row, needs)
    return replaced
  })
  if (changed) return changed
  const waitMs = row.contactCodeSentAt.getTime() + contactResendMs - clock().getTime()
  const isSpent = row.contactCodeSends >= contactSendsMax
  const retryAfterSeconds = isSpent ? 24 * 3600 : Math.max(1, Math.ceil(waitMs / 1000))
  throw new Refusal('limit-reached', { retryAfterSeconds })
}

/**
 * Takes the code of the letter; a right one leads to eligibility at once. Throws `contact-code-wrong` (fact `triesLeft`),
 * `contact-code-spent` or `contact-code-expired`.
 */
export async function proveContact(
  row: EnrolmentRow,
  code: string,
  caller: Caller,
  needs: ContactNeeds,
): Promise<EnrolmentRow> {
  const { database, enrolments, clock } = needs
  if (row.step !== 'contact') throw new Refusal('enrolment-step')
  const at = clock()
  const outcome = await database.unit(async () => {
    await caller.takeProof()
    const reserved = await enrolments.reserveContactTry(row.enrolmentId, at)
    if (!reserved?.contactCodeHash) return 'no-try'
    const isRight = timingSafeEqual(
      reserved.contactCodeHash,
      codeHash(row.enrolmentId, code, needs),
    )
    // Nor is a number that nobody has anybody's, whatever its decoy's hash.
    const { registryId } = reserved
    if (isRight && registryId !== null) return { ...reserved, registryId }
    return { triesLeft: Math.max(0, contactCodeTries - reserved.contactCodeTries) }
  })
  if (outcome === 'no-try') throw noTry(await enrolments.byId(row.enrolmentId), at)
  if ('triesLeft' in outcome) {
    const { triesLeft } = outcome
    throw triesLeft > 0
      ? new Refusal('contact-code-wrong', { triesLeft })
      : new Refusal('contact-code-spent')
  }
  const refusal = await eligibility(outcome.registryId, needs)
  const to = refusal === null ? undefined : await addressOf(outcome.registryId, needs)
  const settled = await database.unit(async () => {
    const it = await enrolments.settleContact(outcome, refusal, at)
    if (it && refusal !== null)
      await tellHolder(to, { kind: 'activation-refused' }, row.language, needs)
    return it
  })
  if (!settled) throw new Refusal('enrolment-step')
  return settled
}

function noTry(row: EnrolmentRow | undefined, at: Date): Refusal {
  if (row?.step !== 'contact') return new Refusal('enrolment-step')
  const isExpired = row.contactCodeExpiresAt !== null && row.contactCodeExpiresAt <= at
  return new Refusal(isExpired ? 'contact-code-expired' : 'contact-code-spent')
}

export type EligibilityNeeds = Pick<ContactNeeds, 'registry' | 'clock' | 'eligibilityRules'>

/** Why the registry's person may not hold a card; null when they may. */
export async function eligibility(
  registryId: string | null,
  { registry, clock, eligibilityRules }: EligibilityNeeds,
): Promise<RefusalCode | null> {
  if (registryId === null) throw new TypeError('A proven contact is somebody’s')
  const [person, beneficiaries] = await Promise.all([
    registry.person(registryId),
    registry.beneficiaries(registryId),
  ])
  const rights = beneficiaries[0]?.rights
  if (!person || !rights) return 'rights-closed'
  const candidate = {
    birthDate: person.traits.birthDate,
    regime: String(rights.organisation).padStart(9, '0').slice(0, 2),
    department: person.department,
    isUnderGuardianship: person.isUnderGuardianship,
    hasOpenRights: rights.isOpen,
  }
  return judgeEligibility(candidate, eligibilityRules, clock()) ?? null
}

function agrees(found: RegistryPerson | undefined, birthDate: string): found is RegistryPerson {
  return found !== undefined && found.traits.birthDate === birthDate
}

function nirHash(keys: ContactNeeds['keys'], nir: Nir): Buffer {
  return keys.lookupHash('nir', nir)
}

function drawCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}

/** A code that reaches nobody has the hash of none: typing it proves no address. */
function sentCode(
  enrolmentId: string,
  code: string,
  to: string | undefined,
  needs: ContactNeeds,
): SentCode {
  const at = needs.clock()
  const expiresAt = new Date(at.getTime() + contactCodeMs)
  const ofCode = codeHash(enrolmentId, code, needs)
  const ofNone = randomBytes(ofCode.length)
  return { at, expiresAt, codeHash: to === undefined ? ofNone : ofCode }
}

function codeHash(enrolmentId: string, code: string, { keys }: ContactNeeds): Buffer {
  return keys.hmac('pepper', `contact code ${enrolmentId} ${code}`)
}

async function writeCode(
  to: string | undefined,
  code: string,
  row: EnrolmentRow,
  { mails, clock, origin }: ContactNeeds,
): Promise<void> {
  const occasion = { kind: 'contact-code', code, minutes: contactCodeMs / 60_000 } as const
  await mails.add({ ...writeMail(occasion, row.language, origin), to, at: clock() })
}
