import type { Database } from '../db/database.ts'
import type { Logger } from '../log/log.ts'
import type { Registry } from '../registry/registry.ts'
import { type ActivationEnds, isLate } from './activation-ends.ts'
import type { EnrolmentRow } from './enrolment-row.ts'
import type { EnrolmentStore } from './enrolment-store.ts'
import { addressOf, type TellNeeds, tellHolder } from './tell-holder.ts'

export interface LateNeeds extends TellNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly activationEnds: Pick<ActivationEnds, 'late' | 'endLate'>
  readonly enrolments: Pick<EnrolmentStore, 'byId'>
  readonly registry: Pick<Registry, 'person'>
  readonly log: Pick<Logger, 'error'>
}

/** Ends an activation whose time to secure the phone is over, and tells its holder. Answers it as it is then. */
export async function endIfLate(row: EnrolmentRow, needs: LateNeeds): Promise<EnrolmentRow> {
  const { enrolmentId } = row
  if (!isLate(row, needs.clock())) return row
  // Whoever asks is told on the screen, whatever the registry says.
  const email = await emailOf(row, needs).catch((err: unknown) => {
    needs.log.error({ err, enrolmentId }, 'a holder could not be told')
    return undefined
  })
  return (await end(row, email, needs)) ?? (await needs.enrolments.byId(enrolmentId)) ?? row
}

/**
 * The same for those that nobody opens, `most` at once; any process may do it. Answers how many it ended. One whose address
 * the registry does not tell now waits for the next turn: it is of no use meanwhile.
 */
export async function endLateActivations(most: number, needs: LateNeeds): Promise<number> {
  const late = await needs.activationEnds.late(needs.clock(), most)
  let ended = 0
  for (const row of late) {
    try {
      if (await end(row, await emailOf(row, needs), needs)) ended++
    } catch (err) {
      needs.log.error({ err, enrolmentId: row.enrolmentId }, 'an activation could not be ended')
    }
  }
  return ended
}

async function end(
  row: EnrolmentRow,
  email: string | undefined,
  needs: LateNeeds,
): Promise<EnrolmentRow | undefined> {
  return needs.database.unit(async () => {
    const ended = await needs.activationEnds.endLate(row, needs.clock())
    if (ended) await tellHolder(email, { kind: 'securing-lapsed' }, row.language, needs)
    return ended
  })
}

async function emailOf({ registryId }: EnrolmentRow, needs: LateNeeds) {
  return registryId === null ? undefined : addressOf(registryId, needs)
}
