import { auditStore } from '../audit/audit-store.ts'
import { publishHead } from '../audit/publish-heads.ts'
import type { Chore, ChoreNeeds } from '../chore.ts'
import { walkStore } from '../session/walk-store.ts'
import { agentSessionStore } from './agent-session-store.ts'

const minute = 60_000

/** What is done for the console without being asked. */
export function agentChores({ database, keys, clock }: ChoreNeeds): readonly Chore[] {
  const sessions = agentSessionStore(database)
  const audit = auditStore(database)
  const walks = walkStore(database, keys, 'agents')
  return [
    {
      name: 'publish-audit-heads',
      everyMs: 5 * minute,
      run: () => publishHead({ audit, keys, clock }),
    },
    { name: 'sweep-agent-sessions', everyMs: 10 * minute, run: () => sessions.sweep(clock()) },
    { name: 'sweep-agent-walks', everyMs: 10 * minute, run: () => walks.sweep(clock()) },
  ]
}
