import type { Database } from '../db/database.ts'
import type { EnrolmentStore } from '../enrolment/enrolment-store.ts'
import { addressOf, type TellNeeds, tellHolder } from '../enrolment/tell-holder.ts'
import type { Logger } from '../log/log.ts'
import type { Registry } from '../registry/registry.ts'
import type { DeskApprovalStore } from './desk-approval-store.ts'

export interface EndApprovalNeeds extends TellNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly deskApprovals: Pick<DeskApprovalStore, 'overdue' | 'lapse'>
  readonly enrolments: Pick<EnrolmentStore, 'byId'>
  readonly registry: Pick<Registry, 'person'>
  readonly log: Pick<Logger, 'error'>
}

/**
 * Ends what no second agent answered in time, `most` at once, and tells its holder; any process may do it. Answers how many
 * it ended: one whose address the registry does not tell now waits for the next turn.
 */
export async function endDeskApprovals(most: number, needs: EndApprovalNeeds): Promise<number> {
  const { database, deskApprovals, enrolments, clock, log } = needs
  let ended = 0
  for (const { approvalId, registryId, enrolmentId } of await deskApprovals.overdue(
    clock(),
    most,
  )) {
    try {
      const email = await addressOf(registryId, needs)
      const isEnded = await database.unit(async () => {
        if (!(await deskApprovals.lapse(approvalId, clock()))) return false
        const language = (await enrolments.byId(enrolmentId))?.language ?? 'fr'
        await tellHolder(email, { kind: 'desk-lapsed' }, language, needs)
        return true
      })
      if (isEnded) ended++
    } catch (err) {
      log.error({ err, enrolmentId }, 'a holder could not be told')
    }
  }
  return ended
}
