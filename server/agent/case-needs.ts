import { Refusal } from '@etui/shared/refusal.ts'
import type { AuditAct, AuditFacts } from '../audit/audit-entry.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import type { CheckRow } from '../check/check-row.ts'
import type { CheckStore } from '../check/check-store.ts'
import type { FilmNeeds } from '../check/film-objects.ts'
import type { RecordingStore } from '../check/recording-store.ts'
import type { AcceptNeeds } from '../enrolment/accept-identity.ts'
import type { Keys } from '../keys/keys.ts'
import type { Registry } from '../registry/registry.ts'
import type { AgentSession } from './agent.ts'

/** What agents' acts on cases are done with. */
export interface CaseNeeds extends AcceptNeeds, FilmNeeds {
  readonly audit: AuditStore
  readonly checks: CheckStore
  readonly recordings: RecordingStore
  readonly registry: Registry
  readonly keys: Pick<Keys, 'openColumn'>
  /** how long a holder has to secure their phone, from the agent's word on */
  readonly securingMs: number
}

/** One change of a case and its entry in the log, both or neither. Answers undefined, and logs nothing, when `change` does. */
export function auditedChange(
  { agentId }: Pick<AgentSession, 'agentId'>,
  act: AuditAct,
  change: (at: Date) => Promise<CheckRow | undefined>,
  { database, audit, clock }: Pick<CaseNeeds, 'database' | 'audit' | 'clock'>,
  factsOf: (row: CheckRow) => AuditFacts = ({ attempt }) => ({ attempt }),
): Promise<CheckRow | undefined> {
  const at = clock()
  return database.unit(async () => {
    const row = await change(at)
    if (row) {
      await audit.append({ at, agentId, act, subject: row.checkId, facts: factsOf(row) })
    }
    return row
  })
}

/** Why this agent does not have a case. Of one that never was no more is said than of one that is somebody else's. */
export async function whyNotHeld(
  checkId: string,
  { checks }: Pick<CaseNeeds, 'checks'>,
): Promise<Refusal> {
  const row = await checks.find(checkId)
  const isClosed = row !== undefined && row.state !== 'waiting' && row.state !== 'recording'
  return new Refusal(isClosed ? 'case-decided' : 'case-not-held')
}

/** Why this agent could not take a case. */
export async function whyNotTaken(
  checkId: string,
  { role }: Pick<AgentSession, 'role'>,
  needs: Pick<CaseNeeds, 'checks'>,
): Promise<Refusal> {
  const row = await needs.checks.find(checkId)
  if (row?.state !== 'waiting') return whyNotHeld(checkId, needs)
  const isTooHigh = row.isForSupervisor && role !== 'supervisor'
  return new Refusal(isTooHigh ? 'case-for-supervisor' : 'case-held')
}
