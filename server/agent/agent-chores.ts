import { auditStore } from '../audit/audit-store.ts'
import { publishHead } from '../audit/publish-heads.ts'
import type { Chore, ChoreNeeds } from '../chore.ts'
import { purgeAll } from '../db/purge-all.ts'
import { deskCodeStore } from '../desk/desk-code-store.ts'
import { deskEvidence, type DeskPart } from '../desk/desk-evidence.ts'
import { walkStore } from '../session/walk-store.ts'
import { agentSessionStore } from './agent-session-store.ts'

const minute = 60_000
/** Each leaves its record in the same unit, which others wait for. */
const forgottenAtOnce = 100

/** What is done for the console without being asked. */
export function agentChores({ database, keys, clock }: ChoreNeeds): readonly Chore[] {
  const sessions = agentSessionStore(database)
  const audit = auditStore(database)
  const walks = walkStore(database, keys, 'agents')
  const codes = deskCodeStore(database)
  const evidence = deskEvidence(database)
  const forget = (part: DeskPart) => () =>
    purgeAll((most) => evidence.forget(part, clock(), most), forgottenAtOnce)
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
      everyMs: 10 * minute,
      run: forget('document-number'),
    },
    { name: 'forget-corrections', everyMs: 10 * minute, run: forget('correction') },
    { name: 'sweep-agent-walks', everyMs: 10 * minute, run: () => walks.sweep(clock()) },
  ]
}
