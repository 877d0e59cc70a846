import { Refusal } from '@etui/shared/refusal.ts'
import type { BodyOf } from '@etui/shared/wire/endpoint.ts'
import type { decideCase as decideCaseEndpoint } from '@etui/shared/wire/case.ts'
import { acceptIdentity, type AcceptNeeds } from '../enrolment/accept-identity.ts'
import { tellHolder } from '../enrolment/tell-holder.ts'
import type { EnrolmentStep } from '@etui/shared/enrolment/enrolment.ts'
import type { AgentSession } from './agent.ts'
import { type CaseNeeds, whyNotHeld } from './case-needs.ts'

export type CaseVerdict = BodyOf<typeof decideCaseEndpoint>

export type DecisionNeeds = AcceptNeeds & Pick<CaseNeeds, 'checks' | 'registry' | 'audit'>

/** How strongly an identity is proven that an agent judged by films, as a provider's acr says it of its own. */
export const filmsAcr = 'films'

/**
 * Closes a case: the decision, what becomes of the activation, the letter and the entry in the log, all or nothing. Only by
 * the agent whose lease is alive, and only once. Throws `case-not-held`, `case-decided`, `enrolment-step` when the
 * activation went on by another way meanwhile, or is somebody else's, or `case-person-unknown` when somebody the registry no
 * longer knows would be accepted.
 */
export async function decideCase(
  checkId: string,
  { agentId }: Pick<AgentSession, 'agentId'>,
  verdict: CaseVerdict,
  needs: DecisionNeeds,
): Promise<{ state: 'accepted' | 'refused'; step: EnrolmentStep }> {
  const { database, checks, enrolments, registry, audit, clock } = needs
  const held = await checks.leased(checkId, agentId, clock())
  if (!held) throw await whyNotHeld(checkId, needs)
  // The registry may be far away: asked before the unit, never within.
  const person = await registry.person(held.registryId)
  const email = person?.email
  const isAccepted = verdict.decision === 'accept'
  if (isAccepted && !person) throw new Refusal('case-person-unknown')
  const state = isAccepted ? 'accepted' : 'refused'
  const reasons = isAccepted ? [] : verdict.reasons
  const at = clock()
  const step = await database.unit(async () => {
    const decided = await checks.decide({
      checkId,
      agentId,
      decision: state,
      reasons,
      ...(!isAccepted && verdict.hint !== undefined && { hint: verdict.hint }),
      ...(verdict.scores && { scores: verdict.scores }),
      at,
    })
    const row = decided && (await enrolments.byId(decided.enrolmentId))
    if (!decided) return undefined
    // The films show whom they were sent for, whoever the activation may be of by now.
    if (row?.step !== 'identity' || row.registryId !== decided.registryId) {
      throw new Refusal('enrolment-step')
    }
    const after = isAccepted ? await acceptIdentity(row, { acr: filmsAcr, email }, needs) : row
    if (!isAccepted) await tellHolder(email, { kind: 'check-refused' }, row.language, needs)
    await audit.append({
      at,
      agentId,
      act: isAccepted ? 'check-accepted' : 'check-refused',
      subject: checkId,
      facts: {
        attempt: decided.attempt,
        // Of a card in use one may ask who accepted its holder; a refusal leads to nobody once its check is forgotten.
        ...(isAccepted ? { enrolmentId: row.enrolmentId } : { reasons }),
      },
    })
    return after.step
  })
  if (step === undefined) throw await whyNotHeld(checkId, needs)
  return { state, step }
}
