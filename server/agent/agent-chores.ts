import { auditStore } from '../audit/audit-store.ts'
import { publishHead } from '../audit/publish-heads.ts'
import type { Chore, ChoreNeeds } from '../chore.ts'
import { purgeAll } from '../db/purge-all.ts'
import { deskApprovalStore } from '../desk/desk-approval-store.ts'
import { deskCodeStore } from '../desk/desk-code-store.ts'
import { deskEvidence, type DeskPart } from '../desk/desk-evidence.ts'
import { endDeskApprovals } from '../desk/end-desk-approvals.ts'
import { enrolmentStore } from '../enrolment/enrolment-store.ts'
import { mailStore } from '../mail/mail-store.ts'
import { registryOf } from '../registry/registry-of.ts'
import { walkStore } from '../session/walk-store.ts'
import { agentSessionStore } from './agent-session-store.ts'

const minute = 60_000
/** Each leaves its record in the same unit, which others wait for. */
const forgottenAtOnce = 100

/** What is done for the console without being asked. */
export function agentChores(given: ChoreNeeds): readonly Chore[] {
  const { settings, database, keys, clock, log } = given
  const sessions = agentSessionStore(database)
  const audit = auditStore(database)
  const walks = walkStore(database, keys, 'agents')
  const codes = deskCodeStore(database)
  const evidence = deskEvidence(database)
  const forget = (part: DeskPart) => () =>
    purgeAll((most) => evidence.forget(part, clock(), most), forgottenAtOnce)
  const approvals = {
    database,
    clock,
    log,
    deskApprovals: deskApprovalStore(database, keys),
    enrolments: enrolmentStore(database),
    mails: mailStore(database, keys),
    origin: settings.origins.card,
    registry: { person: (registryId: string) => registryOf(settings, given).person(registryId) },
  }
  return [
    {
      name: 'end-desk-approvals',
      everyMs: minute,
      run: () => purgeAll((most) => endDeskApprovals(most, approvals), forgottenAtOnce),
    },
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
