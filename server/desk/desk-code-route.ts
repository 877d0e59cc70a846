import type { FastifyInstance, FastifyRequest } from 'fastify'
import { drawDeskCode as drawEndpoint } from '@etui/shared/wire/desk.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import { serve } from '../http/serve.ts'
import { takingProof } from '../phone/phone-routes.ts'
import { type DeskCodeNeeds, drawDeskCode } from './desk-code.ts'

export interface DeskCodeRouteNeeds extends DeskCodeNeeds {
  /** The activation of the phone that asks. */
  readonly rowOf: (request: FastifyRequest) => Promise<EnrolmentRow>
}

/** The phone's side of the desk. */
export async function deskCodeRoute(
  scope: FastifyInstance,
  needs: DeskCodeRouteNeeds,
): Promise<void> {
  scope.route(
    takingProof(
      serve(drawEndpoint)(async (request) =>
        drawDeskCode(await needs.rowOf(request), () => request.device.takeProof(), needs),
      ),
    ),
  )
}
