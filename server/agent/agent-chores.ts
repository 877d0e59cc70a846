import { auditStore } from '../audit/audit-store.ts'
import { publishHead } from '../audit/publish-heads.ts'
import type { Chore, ChoreNeeds } from '../chore.ts'
import { correctionStore } from '../correction/correction-store.ts'
import { purgeAll } from '../db/purge-all.ts'
import { deskApprovalStore } from '../desk/desk-approval-store.ts'
import { deskCodeStore } from '../desk/desk-code-store.ts'
import { walkStore } from '../session/walk-store.ts'
import { agentSessionStore } from './agent-session-store.ts'

const minute = 60_000
/** Three months at their shortest: what was seen at a desk, and corrections once closed. */
export const deskKeptMs = 89 * 24 * 60 * minute

/** What is done for the console without being asked. */
export function agentChores({ database, keys, clock }: ChoreNeeds): readonly Chore[] {
  const sessions = agentSessionStore(database)
  const audit = auditStore(database)
  const walks = walkStore(database, keys, 'agents')
  const codes = deskCodeStore(database)
  const approvals = deskApprovalStore(database, keys)
  const corrections = correctionStore(database, keys)
  const before = () => new Date(clock().getTime() - deskKeptMs)
  return [
    {
      name: 'publish-audit-heads',
      everyMs: 5 * minute,
      run: () => publishHead({ audit, keys, clock }),
    },
    { name: 'sweep-agent-sessions', everyMs: 10 * minute, run: () => sessions.sweep(clock()) },
    {
      name: 'forget-desk-codes',
      everyMs: 10 * minute,
      run: () => purgeAll((most) => codes.purge(clock(), most)),
    },
    {
      name: 'forget-desk-approvals',
      everyMs: 60 * minute,
      run: () => purgeAll((most) => approvals.purge(before(), most)),
    },
    {
      name: 'forget-corrections',
      everyMs: 60 * minute,
      run: () => purgeAll((most) => corrections.purge(before(), most)),
    },
    { name: 'sweep-agent-walks', everyMs: 10 * minute, run: () => walks.sweep(clock()) },
  ]
}
