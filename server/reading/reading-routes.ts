import type { FastifyInstance } from 'fastify'
import type { ReadingWay } from '@etui/shared/phone/letter.ts'
import { readPresentation } from '@etui/shared/wire/counter.ts'
import { ChallengeReader, type ChallengeReaderNeeds } from '../challenge/challenge-reader.ts'
import type { Clock } from '../clock.ts'
import type { ContextStore } from '../context/context-store.ts'
import { serve } from '../http/serve.ts'
import { counterOf } from '../professional/professional-scope.ts'
import type { Registry } from '../registry/registry.ts'
import { readForCounter } from './read-for-counter.ts'

export interface ReadingNeeds extends ChallengeReaderNeeds {
  readonly registry: Registry
  readonly contexts: ContextStore
  readonly clock: Clock
  /** how frames come here, where that is not told by the frames themselves */
  readonly way?: ReadingWay
}

/** A hospital's counters share one address: twenty readings a second are theirs, not a flood. */
const busyCounters = { most: 1_200, windowMs: 60_000 }

/**
 * Verification for counters. Whatever is scanned gets a verdict in a 200 answer; problems are for requests that are not
 * one. Belongs in a scope with an actor.
 */
export async function readingRoutes(scope: FastifyInstance, needs: ReadingNeeds): Promise<void> {
  const { registry, contexts, clock, way } = needs

  scope.route(
    serve(readPresentation, { limit: busyCounters })(async ({ body, actor, log }) => {
      const { counterId } = counterOf(actor)
      const { professionalId, staffId, professionCode } = actor
      const seat = { counterId, professionalId, staffId, at: clock(), ...(way && { way }) }
      const reader = new ChallengeReader(seat, body, needs)
      return readForCounter(body.frame, seat, reader, { registry, contexts, log, professionCode })
    }),
  )
}
