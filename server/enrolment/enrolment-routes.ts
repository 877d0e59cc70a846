import type { FastifyInstance, FastifyRequest } from 'fastify'
import { mayAct, termsVersion } from '@etui/shared/enrolment/enrolment.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import {
  activate,
  openEnrolment,
  passkeyOptions,
  proveContact as proveContactEndpoint,
  proveIdentityCode as proveIdentityCodeEndpoint,
  readEnrolment,
  registerPasskey,
  sendContactCode,
  setSecretCode,
  startIdentity as startIdentityEndpoint,
  tellPerson as tellPersonEndpoint,
} from '@etui/shared/wire/enrolment.ts'
import { checkRoutes } from '../check/check-routes.ts'
import type { CheckNeeds } from '../check/open-check.ts'
import { askCorrectionRoute } from '../correction/ask-correction-route.ts'
import { recordingRoutes } from '../check/recording-routes.ts'
import type { DeskCodeNeeds } from '../desk/desk-code.ts'
import { deskCodeRoute } from '../desk/desk-code-route.ts'
import { networkOf } from '../http/address-limits.ts'
import { serve } from '../http/serve.ts'
import { type IdentityNeeds, proveIdentityCode, startIdentity } from '../identity/check-identity.ts'
import { writeIdentityCookie } from '../identity/identity-routes.ts'
import type { Passkeys } from '../passkey/passkeys.ts'
import { takingProof } from '../phone/phone-routes.ts'
import { type ActivationNeeds, activatePhone } from './activate-phone.ts'
import { endIfLate, type LateNeeds } from './end-late-activation.ts'
import type { EnrolmentRow } from './enrolment-row.ts'
import { viewEnrolment, type ViewNeeds } from './enrolment-view.ts'
import {
  type Caller,
  type ContactNeeds,
  proveContact,
  resendCode,
  tellPerson,
} from './tell-person.ts'

export interface EnrolmentRouteNeeds
  extends
    ContactNeeds,
    IdentityNeeds,
    ActivationNeeds,
    ViewNeeds,
    CheckNeeds,
    DeskCodeNeeds,
    LateNeeds {
  readonly passkeyMaker: Passkeys
  readonly enrolments: ContactNeeds['enrolments']
  readonly registry: ContactNeeds['registry']
  readonly log: IdentityNeeds['log'] & LateNeeds['log']
  readonly activationEnds: LateNeeds['activationEnds'] & ActivationNeeds['activationEnds']
  readonly checks: CheckNeeds['checks']
  readonly ceilings: DeskCodeNeeds['ceilings']
  readonly deskCodes: DeskCodeNeeds['deskCodes']
  readonly clock: CheckNeeds['clock']
  readonly database: ActivationNeeds['database']
  readonly keys: ContactNeeds['keys'] & ActivationNeeds['keys'] & ViewNeeds['keys']
}

/** The steps of an activation, each of which may be the last for today: the state is the row of the device key. */
export async function enrolmentRoutes(
  scope: FastifyInstance,
  needs: EnrolmentRouteNeeds,
): Promise<void> {
  const { database, enrolments, codes, passkeyMaker, clock } = needs
  const view = (row: EnrolmentRow) => viewEnrolment(row, needs)

  async function rowOf({ device }: FastifyRequest): Promise<EnrolmentRow> {
    const row = await enrolments.find(device.thumbprint)
    if (!row) throw new Refusal('enrolment-unknown')
    return endIfLate(row, needs)
  }

  /** The phone being secured. */
  async function securing(request: FastifyRequest) {
    const { step, personId, phoneId } = await rowOf(request)
    if (!mayAct('secure', step) || personId === null || phoneId === null)
      throw new Refusal('enrolment-step')
    return { personId, phoneId }
  }

  scope.route(
    takingProof(
      serve(openEnrolment)(async (request) => {
        const { device, body } = request
        if (body.termsVersion !== termsVersion)
          throw new Refusal('terms-outdated', { termsVersion })
        const row = await database.unit(async () => {
          await device.takeProof()
          return enrolments.open({ ...body, deviceThumbprint: device.thumbprint, at: clock() })
        })
        return view(await endIfLate(row, needs))
      }),
    ),
  )

  scope.route(serve(readEnrolment)(async (request) => view(await rowOf(request))))

  scope.route(
    takingProof(
      serve(tellPersonEndpoint)(async (request) =>
        view(await tellPerson(await rowOf(request), request.body, callerOf(request), needs)),
      ),
    ),
  )

  scope.route(
    takingProof(
      serve(sendContactCode)(async (request) =>
        view(await resendCode(await rowOf(request), callerOf(request), needs)),
      ),
    ),
  )

  scope.route(
    takingProof(
      serve(proveContactEndpoint)(async (request) => {
        const row = await rowOf(request)
        return view(await proveContact(row, request.body.code, callerOf(request), needs))
      }),
    ),
  )

  scope.route(
    takingProof(
      serve(startIdentityEndpoint)(async (request, reply) => {
        const row = await rowOf(request)
        const { authorizationUrl, cookie } = await startIdentity(
          row,
          callerOf(request).takeProof,
          needs,
        )
        reply.header('set-cookie', writeIdentityCookie(cookie))
        return { authorizationUrl }
      }),
    ),
  )

  scope.route(
    takingProof(
      serve(proveIdentityCodeEndpoint)(async (request) => {
        const row = await rowOf(request)
        const { takeProof } = callerOf(request)
        return view(await proveIdentityCode(row, request.body.code, takeProof, needs))
      }),
    ),
  )

  await scope.register(checkRoutes, { ...needs, rowOf, view })
  await scope.register(recordingRoutes, { ...needs, rowOf })
  await scope.register(deskCodeRoute, { ...needs, rowOf })
  await scope.register(askCorrectionRoute, { ...needs, rowOf, view })

  scope.route(
    takingProof(
      serve(setSecretCode)(async (request) => {
        const owner = await securing(request)
        const share = await database.unit(async () => {
          await request.device.takeProof()
          return codes.set({ ...owner, proof: request.body.proof, at: clock() })
        })
        return { share, enrolment: await view(await rowOf(request)) }
      }),
    ),
  )

  scope.route(
    serve(passkeyOptions)(async (request) => {
      const owner = await securing(request)
      return { options: await passkeyMaker.registrationOptions(owner, 'Étui') }
    }),
  )

  scope.route(
    serve(registerPasskey)(async (request) => {
      const owner = await securing(request)
      await passkeyMaker.register(owner, request.body.credential, request.body.hasPrf)
      return view(await rowOf(request))
    }),
  )

  scope.route(
    takingProof(
      serve(activate)(async (request) => {
        const row = await rowOf(request)
        if (row.step !== 'securing' && row.step !== 'active') throw new Refusal('enrolment-step')
        const { mailboxKey, presentationKey, tokenHash } = request.body
        const keys = {
          mailboxKey: Buffer.from(mailboxKey, 'base64url'),
          presentationKey: Buffer.from(presentationKey, 'base64url'),
          tokenHash: Buffer.from(tokenHash, 'base64url'),
        }
        return activatePhone(row, keys, callerOf(request).takeProof, needs)
      }),
    ),
  )
}

function callerOf({ device, ip }: FastifyRequest): Caller {
  const { thumbprint } = device
  return { thumbprint, network: networkOf(ip), takeProof: () => device.takeProof() }
}
