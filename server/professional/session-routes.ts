import type { FastifyInstance } from 'fastify'
import { endSession, readSession } from '@etui/shared/wire/counter.ts'
import { serve } from '../http/serve.ts'
import { readCookie, writeCookie } from './cookie.ts'
import type { ProfessionalStore } from './professional-store.ts'
import type { SessionStore } from './session-store.ts'
import { offlineMs, sessionCookie } from './session.ts'

/** Who is signed in here. Belongs in the professional scope. */
export async function sessionRoutes(
  scope: FastifyInstance,
  { professionals }: { readonly professionals: ProfessionalStore },
): Promise<void> {
  scope.route(
    serve(readSession)(async ({ session }) => ({
      professional: {
        name: professionals.openName(session),
        professionCode: session.professionCode,
        organisation: session.organisation,
      },
      counter: session.counter,
      signedInAt: session.startedAt.getTime(),
      offlineUntil: session.startedAt.getTime() + offlineMs,
      endsAt: session.endsAt.getTime(),
    })),
  )
}

/** Signing out, which succeeds for whoever is not signed in, too. Belongs outside the professional scope. */
export async function signOutRoutes(
  scope: FastifyInstance,
  { sessions }: { readonly sessions: SessionStore },
): Promise<void> {
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
