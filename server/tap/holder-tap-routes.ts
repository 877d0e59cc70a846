import type { FastifyInstance } from 'fastify'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import {
  answerTap as answerTapEndpoint,
  findTap as findTapEndpoint,
} from '@etui/shared/wire/tap.ts'
import { serve } from '../http/serve.ts'
import { activePhone } from '../phone/phone-state.ts'
import type { PhoneStore } from '../phone/phone-store.ts'
import { type AnswerTapNeeds, answerTap } from './answer-tap.ts'
import { findTap, type FindTapNeeds } from './find-tap.ts'

export interface HolderTapNeeds extends Omit<AnswerTapNeeds, 'log'>, FindTapNeeds {
  readonly phones: Pick<PhoneStore, 'find'>
}

/** The holder's side of a tap: only a phone in use asks, and answers. Belongs in the holder's scope. */
export async function holderTapRoutes(
  scope: FastifyInstance,
  needs: HolderTapNeeds,
): Promise<void> {
  const { phones } = needs

  scope.route(
    serve(findTapEndpoint)(async ({ body, device }) => {
      activePhone(await phones.find(device.thumbprint))
      const { challenge } = await findTap(body, needs)
      return { challenge: toBase64url(challenge) }
    }),
  )

  scope.route(
    serve(answerTapEndpoint)(async ({ body, device, log }) => {
      activePhone(await phones.find(device.thumbprint))
      return answerTap(body, { ...needs, log })
    }),
  )
}
