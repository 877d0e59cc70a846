import type { Case } from '@etui/shared/wire/case.ts'
import type { CheckRow } from '../check/check-row.ts'
import type { AgentSession } from './agent.ts'
import { takerOf } from './agent-scope.ts'
import { auditedChange, type CaseNeeds, whyNotTaken } from './case-needs.ts'
import { viewCase } from './view-case.ts'

/** When so many in a row cannot be shown, it is not for what is in them. */
const mostUnshown = 3

/**
 * The case this agent holds already, or the one that waits longest; undefined when none is free. One that cannot be shown is
 * given back and the one after it taken, so that it holds up neither its agent nor the queue.
 */
export async function takeNextCase(
  agent: AgentSession,
  needs: CaseNeeds,
): Promise<Case | undefined> {
  const unshown: string[] = []
  let trouble: unknown
  while (unshown.length < mostUnshown) {
    const next = (at: Date) => needs.checks.takeNext(takerOf(agent), at, unshown)
    const row = await auditedChange(agent, 'case-taken', next, needs)
    if (!row && unshown.length === 0) return undefined
    if (!row) break
    try {
      return await show(row, agent, needs)
    } catch (error) {
      trouble = error
      unshown.push(row.checkId)
    }
  }
  throw trouble
}

/** Takes one case. Throws `case-held`, `case-decided`, `case-for-supervisor` or `case-not-held`. */
export async function takeCase(
  checkId: string,
  agent: AgentSession,
  needs: CaseNeeds,
): Promise<Case> {
  const take = (at: Date) => needs.checks.take(checkId, takerOf(agent), at)
  const row = await auditedChange(agent, 'case-taken', take, needs)
  if (!row) throw await whyNotTaken(checkId, agent, needs)
  return show(row, agent, needs)
}

/** Shows a case just taken; what cannot be shown, because the registry does not answer, is given back. */
async function show(row: CheckRow, agent: AgentSession, needs: CaseNeeds): Promise<Case> {
  try {
    return await viewCase(row, needs)
  } catch (error) {
    const { checkId } = row
    needs.log.warn({ err: error, checkId }, 'a case could not be shown')
    const release = () => needs.checks.release(checkId, agent.agentId)
    await auditedChange(agent, 'case-released', release, needs)
    throw error
  }
}
