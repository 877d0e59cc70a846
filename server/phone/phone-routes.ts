import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import {
  challengePasskey,
  refresh,
  releaseShare,
  resetCode,
  resumeRefresh as resumeEndpoint,
} from '@etui/shared/wire/phone.ts'
import { type CodeOutcome, shareOf } from '../code/code-tries.ts'
import type { CodeStore } from '../code/code-store.ts'
import { serve } from '../http/serve.ts'
import type { Passkeys } from '../passkey/passkeys.ts'
import { type ActivePhone, activePhone } from './phone-state.ts'
import { type RefreshNeeds, refreshPhone, resumeRefresh } from './refresh-phone.ts'

export interface PhoneRouteNeeds extends RefreshNeeds {
  readonly codes: CodeStore
  readonly passkeys: Passkeys
}

/** What a phone that holds a card asks: refreshing, and what its code and passkey open. */
export async function phoneRoutes(scope: FastifyInstance, needs: PhoneRouteNeeds): Promise<void> {
  const { database, phones, codes, passkeys, clock } = needs

  async function phoneOf(request: FastifyRequest): Promise<ActivePhone> {
    return activePhone(await phones.find(request.device.thumbprint))
  }

  /** Counts the try and spends the proof in one unit, which holds whatever came of it. */
  function tryCode(
    request: FastifyRequest,
    phone: ActivePhone,
    proof: string,
  ): Promise<CodeOutcome> {
    const { personId, phoneId } = phone
    return database.unit(async () => {
      await request.device.takeProof()
      return codes.try({ personId, phoneId, proof, at: clock() })
    })
  }

  scope.route(
    takingProof(
      serve(refresh)(async (request) =>
        refreshPhone({ ...request.body, ...proofOf(request) }, needs),
      ),
    ),
  )

  scope.route(
    takingProof(
      serve(resumeEndpoint)(async (request) => {
        const { by, ...token } = request.body
        const prove = async (phone: ActivePhone) => {
          if (by.kind === 'code') {
            shareOf(await tryCode(request, phone, by.proof))
            return
          }
          await request.device.takeProof()
          await passkeys.verify(phone, 'resume', by.assertion)
        }
        return resumeRefresh({ ...token, ...proofOf(request) }, prove, needs)
      }),
    ),
  )

  scope.route(
    serve(challengePasskey)(async (request) => {
      const phone = await phoneOf(request)
      return { options: await passkeys.challenge(phone, request.body.purpose) }
    }),
  )

  scope.route(
    takingProof(
      serve(releaseShare)(async (request) => {
        const phone = await phoneOf(request)
        return { share: shareOf(await tryCode(request, phone, request.body.proof)) }
      }),
    ),
  )

  scope.route(
    takingProof(
      serve(resetCode)(async (request) => {
        const phone = await phoneOf(request)
        const { personId, phoneId } = phone
        const { assertion, proof } = request.body
        await passkeys.verify(phone, 'code-reset', assertion)
        const share = await database.unit(async () => {
          await request.device.takeProof()
          return codes.set({ personId, phoneId, proof, at: clock() })
        })
        return { share }
      }),
    ),
  )
}

function proofOf({ device }: FastifyRequest) {
  return { thumbprint: device.thumbprint, takeProof: device.takeProof.bind(device) }
}

/** A route that spends its DPoP proof in the unit of its own write. */
export function takingProof(route: RouteOptions): RouteOptions {
  return { ...route, config: { ...route.config, proofTaken: 'by-route' } }
}
