import type { FastifyInstance } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import { endContext, renewContext, tellIdentity } from '@etui/shared/wire/context.ts'
import { ChallengeReader } from '../challenge/challenge-reader.ts'
import { serve } from '../http/serve.ts'
import type { Actor } from '../professional/actor.ts'
import { counterOf } from '../professional/professional-scope.ts'
import { standsFor } from '../reading/covered-people.ts'
import { readAndOpen } from '../reading/read-for-counter.ts'
import type { ReadingNeeds } from '../reading/reading-routes.ts'
import { answerRights } from '../reading/rights-answer.ts'
import { hashOfToken } from '../session/session-token.ts'
import type { FoundContext, UsedContext } from './context-store.ts'
import { answerIdentity } from './identity-answer.ts'

/** What a counter does with the context a reading gave it. Belongs in a scope with an actor. */
export async function contextRoutes(scope: FastifyInstance, needs: ReadingNeeds): Promise<void> {
  const { contexts, registry, clock, cardClass, way } = needs

  scope.route(
    serve(tellIdentity)(async ({ params, body, actor }) => {
      const context = await findKnown(usedBy(actor, params, body.token))
      if (!context.isOpen) throw new Refusal('context-expired')
      const family = await registry.beneficiaries(context.registryId)
      const one = standsFor(context.beneficiaryId, family).find(
        ({ beneficiaryId }) => beneficiaryId === body.beneficiaryId,
      )
      if (!one) throw new Refusal('beneficiary-unknown')
      return {
        identity: answerIdentity(one, cardClass),
        rights: answerRights(one.rights, actor.professionCode),
      }
    }),
  )

  scope.route(
    serve(renewContext)(async ({ params, body, actor, log }) => {
      const used = usedBy(actor, params, body.token)
      const { personId } = await findKnown(used)
      const seat = { ...used, staffId: actor.staffId, ...(way && { way }) }
      const reader = new ChallengeReader(seat, body, needs)
      const { professionCode } = actor
      return readAndOpen(body.frame, seat, reader, {
        registry,
        log,
        professionCode,
        async open({ kept }) {
          if (kept.personId !== personId) throw new Refusal('context-other-person')
          if (!(await contexts.renew(used, kept))) throw new Refusal('context-expired')
        },
      })
    }),
  )

  scope.route(
    serve(endContext)(async ({ params, actor }) => {
      const { professionalId } = actor
      const key = { professionalId, ...params, ...counterOf(actor) }
      if (!(await contexts.end(key, clock()))) throw new Refusal('context-unknown')
      return {}
    }),
  )

  function usedBy(actor: Actor, { contextId }: { contextId: string }, token: string): UsedContext {
    const { counterId } = counterOf(actor)
    const { professionalId } = actor
    return { professionalId, counterId, contextId, tokenHash: hashOfToken(token), at: clock() }
  }

  async function findKnown(used: UsedContext): Promise<FoundContext> {
    const context = await contexts.find(used)
    if (!context) throw new Refusal('context-unknown')
    return context
  }
}
