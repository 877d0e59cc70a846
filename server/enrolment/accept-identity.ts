import { Refusal } from '@etui/shared/refusal.ts'
import type { CheckStore } from '../check/check-store.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { Logger } from '../log/log.ts'
import type { PhoneStore } from '../phone/phone-store.ts'
import type { EnrolmentRow } from './enrolment-row.ts'
import type { EnrolmentStore } from './enrolment-store.ts'
import { type TellNeeds, tellHolder } from './tell-holder.ts'

export interface AcceptNeeds extends TellNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly enrolments: EnrolmentStore
  readonly checks: Pick<CheckStore, 'withdrawOpen'>
  readonly phones: PhoneStore
  readonly clock: Clock
  readonly log: Pick<Logger, 'warn'>
}

/** How the identity was proven. */
export interface IdentityProof {
  readonly acr: string
  /** how long the holder has from now to secure their phone */
  readonly securingMs: number
  /** the registry's address of the person, read before the unit */
  readonly email: string | undefined
  /** Closes the check by video that proved it, or throws; one that is open is withdrawn where another way did. */
  readonly closeCheck?: () => Promise<void>
}

/**
 * Takes an identity that agrees with the registry: the person and their phone get their rows, the activation goes on to
 * securing, and a check by video still open ends; or it is refused with `file-conflict` when the registry gives the number to
 * two people. Within the caller's unit, in one order for all: the person, the phone, the activation, then its check, so that
 * two ways at once wait for each other. Throws `enrolment-step` when the activation is elsewhere, or when this device key
 * belongs to another activation already.
 */
export async function acceptIdentity(
  row: EnrolmentRow,
  { acr, securingMs, email, closeCheck }: IdentityProof,
  needs: AcceptNeeds,
): Promise<EnrolmentRow> {
  const { checks, enrolments, phones, clock, log } = needs
  const { enrolmentId, registryId, nirHash, deviceThumbprint } = row
  if (registryId === null || nirHash === null) throw new Refusal('enrolment-step')
  const at = clock()
  const personId = await phones.personOf(registryId, nirHash, at)
  if (personId === undefined) {
    log.warn({ enrolmentId, code: 'file-conflict' }, 'the registry gives one number to two people')
    const refused = await enrolments.refuse(enrolmentId, 'file-conflict', at)
    if (!refused) throw new Refusal('enrolment-step')
    await closeCheck?.()
    await tellHolder(email, { kind: 'activation-refused' }, row.language, needs)
    return refused
  }
  const phoneId = await phones.open(personId, deviceThumbprint, at)
  if (phoneId === undefined) throw new Refusal('enrolment-step')
  const securingEndsAt = new Date(at.getTime() + securingMs)
  const owner = { personId, phoneId, acr, at, securingEndsAt }
  const accepted = await enrolments.acceptIdentity(enrolmentId, owner)
  if (!accepted) throw new Refusal('enrolment-step')
  // Proven by another way: no agent need look at the films any more.
  await (closeCheck ? closeCheck() : checks.withdrawOpen(enrolmentId, at))
  await tellHolder(
    email,
    { kind: 'identity-accepted', endsAt: securingEndsAt },
    row.language,
    needs,
  )
  return accepted
}
