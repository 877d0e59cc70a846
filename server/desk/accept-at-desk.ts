import type { CheckDocument } from '@etui/shared/enrolment/check.ts'
import { deskApprovalMs } from '@etui/shared/enrolment/desk.ts'
import { type EnrolmentStep, mayAct } from '@etui/shared/enrolment/enrolment.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import { acceptIdentity, type AcceptNeeds } from '../enrolment/accept-identity.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import { addressOf, tellHolder } from '../enrolment/tell-holder.ts'
import { eligibility, type EligibilityNeeds } from '../enrolment/tell-person.ts'
import type { RegistryPerson } from '../registry/registry.ts'
import type { DeskApprovalStore } from './desk-approval-store.ts'
import { type DeskCodeNeeds, findDeskCode } from './desk-code.ts'
import type { DeskCodeRow } from './desk-code-store.ts'

export interface DeskNeeds extends AcceptNeeds, DeskCodeNeeds, EligibilityNeeds {
  readonly database: AcceptNeeds['database']
  readonly deskApprovals: DeskApprovalStore
  readonly audit: AuditStore
  /** how long a holder has to secure their phone, from the agents' word on */
  readonly securingMs: number
  readonly clock: AcceptNeeds['clock']
}

/** How an identity is proven that an agent saw in person, as a provider's acr says it of its own. */
const deskAcr = 'desk'

interface AtDesk {
  readonly row: EnrolmentRow & { readonly registryId: string }
  readonly person: RegistryPerson
  /** why they may not hold a card */
  readonly refusal: Awaited<ReturnType<typeof eligibility>>
}

/** Who shows a code that was found. Throws `enrolment-step`, or `desk-person-unknown` for a number nobody has. */
export async function personAtDesk(found: DeskCodeRow, needs: DeskNeeds): Promise<AtDesk> {
  const row = await needs.enrolments.byId(found.enrolmentId)
  if (!row || !mayAct('show-desk-code', row.step)) throw new Refusal('enrolment-step')
  const { registryId } = row
  const person = registryId === null ? undefined : await needs.registry.person(registryId)
  if (registryId === null || !person) throw new Refusal('desk-person-unknown')
  const refusal = await eligibility(registryId, needs)
  return { row: { ...row, registryId }, person, refusal }
}

/** What an agent saw: a person with this document. */
export interface SeenDocument {
  readonly code: string
  readonly documentKind: CheckDocument
  readonly documentNumber: string
}

/**
 * Takes the identity of whoever an agent has before them, and spends the code. Where a phone of theirs is in use it waits for
 * a second agent, and their e-mail is told. Throws what finding the code and the person throws, `desk-code-wrong` too when
 * this agent was not shown this person for it, and the reason of whoever may not hold a card.
 */
export async function acceptAtDesk(
  { code, ...seen }: SeenDocument,
  { agentId }: { readonly agentId: string },
  needs: DeskNeeds,
): Promise<{ state: 'accepted' | 'waiting'; step: EnrolmentStep }> {
  const { database, deskCodes, deskApprovals, phones, audit, clock } = needs
  const { found, asked } = await findDeskCode(code, agentId, needs)
  const { row, person, refusal } = await personAtDesk(found, needs)
  if (refusal !== null) throw new Refusal(refusal)
  const { enrolmentId, registryId } = row
  const at = clock()
  return database.unit(async () => {
    // The phone may have told another number since the agent read the name.
    if (!(await deskCodes.take(asked, { agentId, registryId }, at)))
      throw new Refusal('desk-code-wrong')
    const isWaiting = await phones.hasActive(registryId)
    const state = isWaiting ? 'waiting' : 'approved'
    const endsAt = new Date(at.getTime() + deskApprovalMs)
    const known = isWaiting ? await deskApprovals.waitingOf(row, at) : undefined
    const written = {
      enrolmentId,
      registryId,
      state,
      ...seen,
      askedBy: agentId,
      at,
      endsAt,
    } as const
    const { approvalId } = known ?? (await deskApprovals.add(written))
    if (isWaiting && !known) {
      await tellHolder(person.email, { kind: 'desk-asked' }, row.language, needs)
    }
    const after = isWaiting ? row : await goOn(row, person.email, at, needs)
    const { documentKind } = seen
    const facts = isWaiting ? { documentKind } : { documentKind, enrolmentId }
    const act = isWaiting ? 'desk-asked' : 'desk-accepted'
    await audit.append({ at, agentId, act, subject: approvalId, facts })
    return { state: isWaiting ? 'waiting' : 'accepted', step: after.step }
  })
}

/**
 * The second agent's word; a no is told by a letter. Throws `approval-own` for the one who asked, `approval-ended` when it was decided or took too
 * long, `enrolment-step` when the activation is elsewhere by now.
 */
export async function decideDeskApproval(
  approvalId: string,
  isApproved: boolean,
  { agentId }: { readonly agentId: string },
  needs: DeskNeeds,
): Promise<{ state: 'approved' | 'refused' }> {
  const { database, deskApprovals, enrolments, audit, clock } = needs
  const asked = await deskApprovals.find(approvalId)
  if (!asked) throw new Refusal('approval-ended')
  if (asked.askedBy === agentId) throw new Refusal('approval-own')
  const { enrolmentId, registryId } = asked
  const email = await addressOf(registryId, needs)
  const state = isApproved ? 'approved' : 'refused'
  const at = clock()
  return database.unit(async () => {
    if (!(await deskApprovals.decide(approvalId, { state, agentId, at }))) {
      throw new Refusal('approval-ended')
    }
    if (isApproved) {
      const row = await enrolments.byId(enrolmentId)
      // Before the contact is proven another number may have been told since.
      if (!row || row.registryId !== registryId) throw new Refusal('enrolment-step')
      await goOn(row, email, at, needs)
    } else {
      const language = (await enrolments.byId(enrolmentId))?.language ?? 'fr'
      await tellHolder(email, { kind: 'desk-refused' }, language, needs)
    }
    const act = isApproved ? 'desk-approved' : 'desk-refused'
    const facts = isApproved ? { enrolmentId } : {}
    await audit.append({ at, agentId, act, subject: approvalId, facts })
    return { state }
  })
}

/** Within the unit. In person no e-mail need be proven: the contact is settled by the way. */
async function goOn(
  row: EnrolmentRow,
  email: string | undefined,
  at: Date,
  needs: DeskNeeds,
): Promise<EnrolmentRow> {
  const settled = row.step === 'contact' ? await needs.enrolments.settleContact(row, null, at) : row
  if (settled?.step !== 'identity') throw new Refusal('enrolment-step')
  return acceptIdentity(settled, { acr: deskAcr, securingMs: needs.securingMs, email }, needs)
}
