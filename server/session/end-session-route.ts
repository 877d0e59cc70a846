import type { FastifyInstance } from 'fastify'
import { endSession } from '@etui/shared/wire/session.ts'
import { serve } from '../http/serve.ts'
import { readCookie, writeCookie } from './cookie.ts'

export interface EndSessionNeeds {
  readonly cookie: `__Host-${string}`
  readonly sessions: { end(token: string): Promise<void> }
}

/** Signing out: answers whoever is not signed in, too. Belongs outside the scope that asks for a session. */
export async function endSessionRoute(
  scope: FastifyInstance,
  { cookie, sessions }: EndSessionNeeds,
): Promise<void> {
  scope.route(
    serve(endSession)(async (request, reply) => {
      const token = readCookie(request.headers.cookie, cookie)
      if (token !== undefined) await sessions.end(token)
      reply.header('cache-control', 'no-store')
      reply.header('set-cookie', writeCookie(cookie, '', { sameSite: 'Strict', maxAgeMs: 0 }))
      return { isEnded: true }
    }),
  )
}
