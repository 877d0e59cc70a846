import type { FastifyInstance, FastifyRequest } from 'fastify'
import { mayAct } from '@etui/shared/enrolment/enrolment.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { askCorrection } from '@etui/shared/wire/correction.ts'
import type { Enrolment } from '@etui/shared/wire/enrolment.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import { serve } from '../http/serve.ts'
import { takingProof } from '../phone/phone-routes.ts'
import type { CorrectionStore } from './correction-store.ts'

export interface AskCorrectionNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly corrections: CorrectionStore
  readonly clock: Clock
  /** The activation of the phone that asks. */
  readonly rowOf: (request: FastifyRequest) => Promise<EnrolmentRow>
  readonly view: (row: EnrolmentRow) => Promise<Enrolment>
}

/** The phone's way to ask that the file be corrected, once the contact is proven. */
export async function askCorrectionRoute(
  scope: FastifyInstance,
  { database, corrections, clock, rowOf, view }: AskCorrectionNeeds,
): Promise<void> {
  scope.route(
    takingProof(
      serve(askCorrection)(async (request) => {
        const row = await rowOf(request)
        const { step, enrolmentId, registryId } = row
        if (!mayAct('ask-correction', step) || registryId === null)
          throw new Refusal('enrolment-step')
        await database.unit(async () => {
          await request.device.takeProof()
          await corrections.add({ enrolmentId, registryId, ...request.body, at: clock() })
        })
        return view(row)
      }),
    ),
  )
}
