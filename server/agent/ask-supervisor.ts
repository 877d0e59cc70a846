import { addressOf, tellHolder } from '../enrolment/tell-holder.ts'
import type { AgentSession } from './agent.ts'
import { auditedChange, type CaseNeeds, whyNotHeld } from './case-needs.ts'

/**
 * Gives a case to the supervisors with a question, and ends the agent's lease. Its holder is told, once, that the answer
 * takes longer. Throws `case-not-held` or `case-decided`.
 */
export async function askSupervisor(
  checkId: string,
  question: string,
  agent: AgentSession,
  needs: CaseNeeds,
): Promise<void> {
  const { checks, enrolments, log } = needs
  const before = await checks.find(checkId)
  const email =
    before && !before.isForSupervisor
      ? await addressOf(before.registryId, needs).catch((err: unknown) => {
          log.warn({ err, checkId }, 'a holder could not be told')
          return undefined
        })
      : undefined
  const ask = async (at: Date) => {
    const row = await checks.askSupervisor({ checkId, agentId: agent.agentId, question }, at)
    if (row) {
      const language = (await enrolments.byId(row.enrolmentId))?.language ?? 'fr'
      await tellHolder(email, { kind: 'check-for-supervisor' }, language, needs)
    }
    return row
  }
  if (!(await auditedChange(agent, 'supervisor-asked', ask, needs))) {
    throw await whyNotHeld(checkId, needs)
  }
}
