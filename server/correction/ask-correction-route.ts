import type { FastifyInstance, FastifyRequest } from 'fastify'
import { mayAct } from '@etui/shared/enrolment/enrolment.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { askCorrection } from '@etui/shared/wire/correction.ts'
import type { Enrolment } from '@etui/shared/wire/enrolment.ts'
import type { Database } from '../db/database.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import { addressOf, type TellNeeds, tellHolder } from '../enrolment/tell-holder.ts'
import { serve } from '../http/serve.ts'
import { takingProof } from '../phone/phone-routes.ts'
import type { Registry } from '../registry/registry.ts'
import type { CorrectionStore } from './correction-store.ts'

export interface AskCorrectionNeeds extends TellNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly corrections: CorrectionStore
  readonly registry: Pick<Registry, 'person'>
  /** The activation of the phone that asks. */
  readonly rowOf: (request: FastifyRequest) => Promise<EnrolmentRow>
  readonly view: (row: EnrolmentRow) => Promise<Enrolment>
}

/** The phone's way to ask that the file be corrected, once the contact is proven; a letter says that it arrived. */
export async function askCorrectionRoute(
  scope: FastifyInstance,
  needs: AskCorrectionNeeds,
): Promise<void> {
  const { database, corrections, clock, rowOf, view } = needs
  scope.route(
    takingProof(
      serve(askCorrection)(async (request) => {
        const row = await rowOf(request)
        const { step, enrolmentId, registryId } = row
        if (!mayAct('ask-correction', step) || registryId === null)
          throw new Refusal('enrolment-step')
        const email = await addressOf(registryId, needs)
        await database.unit(async () => {
          await request.device.takeProof()
          const asked = { enrolmentId, registryId, ...request.body, at: clock() }
          if (await corrections.add(asked))
            await tellHolder(email, { kind: 'correction-asked' }, row.language, needs)
        })
        return view(row)
      }),
    ),
  )
}
