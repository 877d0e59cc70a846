import type { FastifyInstance } from 'fastify'
import { readSession } from '@etui/shared/wire/counter.ts'
import { serve } from '../http/serve.ts'
import { findSession, type SessionDoor } from '../session/require-session.ts'
import type { ProfessionalStore } from './professional-store.ts'
import { offlineMs, type ProfessionalSession } from './session.ts'

export interface SessionNeeds extends SessionDoor<ProfessionalSession> {
  readonly professionals: ProfessionalStore
}

/** Who is signed in here; whoever is not is answered, too. Belongs outside the professional scope. */
export async function sessionRoutes(scope: FastifyInstance, needs: SessionNeeds): Promise<void> {
  const { professionals } = needs
  scope.route(
    serve(readSession)(async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const session = await findSession(request, needs)
      if (!session) return { session: null }
      return {
        session: {
          professional: {
            professionalId: session.professionalId,
            name: professionals.openName(session),
            professionCode: session.professionCode,
            organisation: session.organisation,
          },
          counter: session.counter,
          signedInAt: session.startedAt.getTime(),
          offlineUntil: session.startedAt.getTime() + offlineMs,
          endsAt: session.endsAt.getTime(),
        },
      }
    }),
  )
}
