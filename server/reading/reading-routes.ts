import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { verifyPresentation } from '@etui/shared/presentation/verify-presentation.ts'
import { readPresentation, type Rights } from '@etui/shared/wire/counter.ts'
import type { Clock } from '../clock.ts'
import { serve } from '../http/serve.ts'
import { counterOf } from '../professional/professional-scope.ts'
import type { Registry } from '../registry/registry.ts'
import { OnlineReader, type ReaderNeeds } from './online-reader.ts'
import { answerReading } from './reading-answer.ts'
import type { CardPlace } from './reading-store.ts'
import { answerRights } from './rights-answer.ts'

export interface ReadingNeeds extends ReaderNeeds {
  readonly registry: Registry
  readonly clock: Clock
}

/** A hospital's counters share one address: twenty readings a second are theirs, not a flood. */
const busyCounters = { most: 1_200, windowMs: 60_000 }

/**
 * Verification for counters. Whatever is scanned gets a verdict in a 200 answer; problems are for requests that are not
 * one. Belongs in the professional scope.
 */
export async function readingRoutes(scope: FastifyInstance, needs: ReadingNeeds): Promise<void> {
  const { registry, clock } = needs

  scope.route(
    serve(readPresentation, { limit: busyCounters })(async ({ body, session, log }) => {
      const { counterId } = counterOf(session)
      const seat = { counterId, professionalId: session.professionalId, at: clock() }
      const reader = new OnlineReader(seat, body.frame, needs)
      const verification = await verifyPresentation(body.frame, reader)
      const answer = answerReading(verification, reader, seat)
      if (verification.verdict !== 'valid' || !reader.place) return answer
      const rights = await rightsOf(reader.place, log)
      return { ...answer, ...(rights && { rights }) }
    }),
  )

  /** "Card genuine" and "rights open" are two statements: a registry that does not answer takes nothing from the first. */
  async function rightsOf(place: CardPlace, log: FastifyBaseLogger): Promise<Rights | undefined> {
    try {
      const beneficiaries = await registry.beneficiaries(place.registryId)
      const one = beneficiaries.find((each) => each.beneficiaryId === place.beneficiaryId)
      return one && answerRights(one.rights)
    } catch (error) {
      log.error({ err: error, personId: place.personId }, 'the registry did not answer')
      return undefined
    }
  }
}
