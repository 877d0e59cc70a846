import type { FastifyInstance, FastifyRequest } from 'fastify'
import { openCheck as openEndpoint, sendCheck as sendEndpoint } from '@etui/shared/wire/check.ts'
import { withdrawCheck as withdrawEndpoint } from '@etui/shared/wire/check.ts'
import type { Enrolment } from '@etui/shared/wire/enrolment.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import { serve } from '../http/serve.ts'
import { takingProof } from '../phone/phone-routes.ts'
import { openCheck, type OpenNeeds } from './open-check.ts'
import { sendCheck, type SendNeeds, withdrawCheck } from './send-check.ts'

export interface CheckRouteNeeds extends SendNeeds, OpenNeeds {
  /** The activation of the phone that asks. */
  readonly rowOf: (request: FastifyRequest) => Promise<EnrolmentRow>
  readonly view: (row: EnrolmentRow) => Promise<Enrolment>
}

/** A check by video as the phone walks through it; its films go by the routes of recordings. */
export async function checkRoutes(scope: FastifyInstance, needs: CheckRouteNeeds): Promise<void> {
  const { rowOf, view } = needs

  scope.route(
    takingProof(
      serve(openEndpoint)(async (request) => {
        const row = await rowOf(request)
        await openCheck(row, request.body.documentKind, proofOf(request), needs)
        return view(row)
      }),
    ),
  )

  scope.route(
    takingProof(
      serve(sendEndpoint)(async (request) => {
        const row = await rowOf(request)
        await sendCheck(row, request.body, proofOf(request), needs)
        return view(row)
      }),
    ),
  )

  scope.route(
    takingProof(
      serve(withdrawEndpoint)(async (request) => {
        const row = await rowOf(request)
        await withdrawCheck(row, proofOf(request), needs)
        return view(row)
      }),
    ),
  )
}

function proofOf({ device }: FastifyRequest): () => Promise<void> {
  return () => device.takeProof()
}
