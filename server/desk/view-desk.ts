import type { Enrolment } from '@etui/shared/wire/enrolment.ts'
import type { Clock } from '../clock.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import type { DeskApprovalStore } from './desk-approval-store.ts'
import type { DeskCodeStore } from './desk-code-store.ts'

export interface DeskViewNeeds {
  readonly deskCodes: Pick<DeskCodeStore, 'ofEnrolment'>
  readonly deskApprovals: Pick<DeskApprovalStore, 'waitingOf'>
  readonly clock: Clock
}

/** What is under way at a desk, as the phone sees it: a second agent is waited for, or a code can be shown. */
export async function viewDesk(
  row: EnrolmentRow,
  { deskCodes, deskApprovals, clock }: DeskViewNeeds,
): Promise<Enrolment['desk']> {
  const at = clock()
  const waiting = await deskApprovals.waitingOf(row, at)
  if (waiting) return { isWaiting: true, expiresAt: waiting.endsAt.getTime() }
  const code = await deskCodes.ofEnrolment(row.enrolmentId, at)
  return code && { isWaiting: false, expiresAt: code.expiresAt.getTime() }
}
