import type { Enrolment } from '@etui/shared/wire/enrolment.ts'
import type { Clock } from '../clock.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import type { DeskApprovalStore } from './desk-approval-store.ts'
import type { DeskCodeStore } from './desk-code-store.ts'

export interface DeskViewNeeds {
  readonly deskCodes: Pick<DeskCodeStore, 'ofEnrolment'>
  readonly deskApprovals: Pick<DeskApprovalStore, 'waitingOf' | 'latestOf'>
  readonly clock: Clock
}

/**
 * What is under way at a desk, as the phone sees it: a second agent is waited for, or a code can be shown; else what became
 * of the last thing asked there, until the activation goes on or another code is drawn.
 */
export async function viewDesk(
  row: EnrolmentRow,
  { deskCodes, deskApprovals, clock }: DeskViewNeeds,
): Promise<Pick<Enrolment, 'desk' | 'deskOutcome'>> {
  const at = clock()
  const waiting = await deskApprovals.waitingOf(row, at)
  if (waiting) return { desk: { isWaiting: true, expiresAt: waiting.endsAt.getTime() } }
  const code = await deskCodes.ofEnrolment(row.enrolmentId, at)
  if (code) return { desk: { isWaiting: false, expiresAt: code.expiresAt.getTime() } }
  const latest = await deskApprovals.latestOf(row)
  if (!latest || latest.state === 'approved') return {}
  const isRefused = latest.state === 'refused'
  const endedAt = isRefused && latest.decidedAt ? latest.decidedAt : latest.endsAt
  return row.changedAt > endedAt ? {} : { deskOutcome: isRefused ? 'refused' : 'lapsed' }
}
