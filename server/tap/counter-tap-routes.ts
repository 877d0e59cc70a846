import type { FastifyInstance } from 'fastify'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { endTap, startTap, tapEventsUrl } from '@etui/shared/wire/tap.ts'
import { serve } from '../http/serve.ts'
import type { SharedCeilings } from '../http/shared-ceilings.ts'
import { counterOf } from '../professional/professional-scope.ts'
import type { ProfessionalSession } from '../professional/session.ts'
import { findSession, type SessionDoor } from '../session/require-session.ts'
import { drawTap } from './tap.ts'
import type { TapStore } from './tap-store.ts'
import { TapStreams, type TapStreamsNeeds } from './tap-streams.ts'

export interface CounterTapNeeds extends TapStreamsNeeds {
  readonly taps: TapStore
  readonly ceilings: SharedCeilings
  readonly door: SessionDoor<ProfessionalSession>
}

/** A hospital's counters share one address. */
const busyCounters = { most: 1_200, windowMs: 60_000 }
/** Nobody taps so often; drawing until the two digits suit would need more. */
const tapsOfProfessional = { most: 30, windowMs: 60_000 }

/** The counter's side of a tap. Belongs in the professional scope. */
export async function counterTapRoutes(
  scope: FastifyInstance,
  needs: CounterTapNeeds,
): Promise<void> {
  const { taps, answers, ceilings, clock, door } = needs
  const streams = new TapStreams(needs)
  scope.addHook('preClose', async () => streams.close())

  scope.route(
    serve(startTap, { limit: busyCounters })(async ({ session }) => {
      const counter = counterOf(session)
      await ceilings.take('tap', session.professionalId, tapsOfProfessional)
      const tap = drawTap(session, counter, clock())
      await taps.start(tap)
      answers.tell(counter.counterId)
      const challenge = toBase64url(tap.challenge)
      return { tapId: tap.tapId, challenge, endsAt: tap.endsAt.getTime() }
    }),
  )

  scope.route(
    serve(endTap, { limit: busyCounters })(async ({ session }) => {
      const { counterId } = counterOf(session)
      if (await taps.end(session.professionalId, counterId)) answers.tell(counterId)
      return {}
    }),
  )

  scope.route({
    method: 'GET',
    url: tapEventsUrl,
    config: { limit: busyCounters },
    handler: async (request, reply) => {
      const { professionalId } = request.session
      const { counterId } = counterOf(request.session)
      const lastEventId = request.headers['last-event-id']
      streams.open(reply, {
        professionalId,
        counterId,
        lastEventId: typeof lastEventId === 'string' ? lastEventId : undefined,
        async isStillIn() {
          const session = await findSession(request, door)
          return session?.counter?.counterId === counterId
        },
      })
      return reply
    },
  })
}
