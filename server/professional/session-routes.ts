import type { FastifyInstance } from 'fastify'
import { endSession, readSession } from '@etui/shared/wire/counter.ts'
import type { Clock } from '../clock.ts'
import { serve } from '../http/serve.ts'
import { readCookie, writeCookie } from './cookie.ts'
import type { ProfessionalStore } from './professional-store.ts'
import type { SessionStore } from './session-store.ts'
import { offlineMs, sessionCookie } from './session.ts'

export interface SessionNeeds {
  readonly professionals: ProfessionalStore
  readonly sessions: SessionStore
  readonly clock: Clock
}

/**
 * Who is signed in here, and signing out: both answer whoever is not signed in, too. Belongs outside the professional
 * scope.
 */
export async function sessionRoutes(
  scope: FastifyInstance,
  { professionals, sessions, clock }: SessionNeeds,
): Promise<void> {
  scope.route(
    serve(readSession)(async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const token = readCookie(request.headers.cookie, sessionCookie)
      const session = token === undefined ? null : await sessions.find(token, clock())
      if (!session) return { session: null }
      return {
        session: {
          professional: {
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
  scope.route(
    serve(endSession)(async (request, reply) => {
      const token = readCookie(request.headers.cookie, sessionCookie)
      if (token !== undefined) await sessions.end(token)
      reply.header('cache-control', 'no-store')
      reply.header(
        'set-cookie',
        writeCookie(sessionCookie, '', { sameSite: 'Strict', maxAgeMs: 0 }),
      )
      return { isEnded: true }
    }),
  )
}
