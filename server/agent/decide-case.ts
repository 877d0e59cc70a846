import { Refusal } from '@etui/shared/refusal.ts'
import type { BodyOf } from '@etui/shared/wire/endpoint.ts'
import type { decideCase as decideCaseEndpoint } from '@etui/shared/wire/case.ts'
import type { CheckRow } from '../check/check-row.ts'
import { acceptIdentity, type AcceptNeeds } from '../enrolment/accept-identity.ts'
import { tellHolder } from '../enrolment/tell-holder.ts'
import type { EnrolmentStep } from '@etui/shared/enrolment/enrolment.ts'
import type { AgentSession } from './agent.ts'
import { type CaseNeeds, whyNotHeld } from './case-needs.ts'

export type CaseVerdict = BodyOf<typeof decideCaseEndpoint>

export type DecisionNeeds = AcceptNeeds &
  Pick<CaseNeeds, 'checks' | 'registry' | 'audit' | 'securingMs'>

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
  const { database, checks, registry, clock } = needs
  const held = await checks.leased(checkId, agentId, clock())
  if (!held) throw await whyNotHeld(checkId, needs)
  // The registry may be far away: asked before the unit, never within.
  const person = await registry.person(held.registryId)
  const isAccepted = verdict.decision === 'accept'
  if (isAccepted && !person) throw new Refusal('case-person-unknown')
  try {
    const step = await database.unit(() =>
      close(held, verdict, { agentId, email: person?.email, at: clock() }, needs),
    )
    return { state: isAccepted ? 'accepted' : 'refused', step }
  } catch (error) {
    const isElsewhere = error instanceof Refusal && error.code === 'enrolment-step'
    // Whoever moved the activation on has closed its case as well: that says more.
    if (isElsewhere && !(await checks.leased(checkId, agentId, clock()))) {
      throw await whyNotHeld(checkId, needs)
    }
    throw error
  }
}

interface Closing {
  readonly agentId: string
  readonly email: string | undefined
  readonly at: Date
}

/** Within the unit. Answers the step at which the activation is then. */
async function close(
  { checkId, attempt, enrolmentId, registryId }: CheckRow,
  verdict: CaseVerdict,
  { agentId, email, at }: Closing,
  needs: DecisionNeeds,
): Promise<EnrolmentStep> {
  const { checks, enrolments, audit, securingMs } = needs
  const isAccepted = verdict.decision === 'accept'
  const reasons = isAccepted ? [] : verdict.reasons
  const row = await enrolments.byId(enrolmentId)
  // The films show whom they were sent for, whoever the activation may be of by now.
  if (row?.step !== 'identity' || row.registryId !== registryId) throw new Refusal('enrolment-step')

  async function closeCheck(): Promise<void> {
    const decided = await checks.decide({
      checkId,
      agentId,
      decision: isAccepted ? 'accepted' : 'refused',
      reasons,
      ...(verdict.decision === 'refuse' && verdict.hint !== undefined && { hint: verdict.hint }),
      ...(verdict.scores && { scores: verdict.scores }),
      at,
    })
    if (!decided) throw await whyNotHeld(checkId, needs)
  }

  let after = row
  if (isAccepted) {
    after = await acceptIdentity(row, { acr: filmsAcr, securingMs, email, closeCheck }, needs)
  } else {
    await closeCheck()
    await tellHolder(email, { kind: 'check-refused' }, row.language, needs)
  }
  await audit.append({
    at,
    agentId,
    act: isAccepted ? 'check-accepted' : 'check-refused',
    subject: checkId,
    // Of a card in use one may ask who accepted its holder; a refusal leads to nobody once its check is forgotten.
    facts: { attempt, ...(isAccepted ? { enrolmentId } : { reasons }) },
  })
  return after.step
}
