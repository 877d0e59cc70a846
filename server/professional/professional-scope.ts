import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Clock } from '../clock.ts'
import { readCookie } from './cookie.ts'
import type { SessionStore } from './session-store.ts'
import { type ProfessionalSession, sessionCookie } from './session.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set in the professional scope only; reading it elsewhere is a mistake and throws. */
    session: ProfessionalSession
  }
}

/**
 * Lets nobody in without a session that stands: every route of this scope has `request.session`. Throws `sign-in-needed`.
 * Answers are for this browser alone and are stored nowhere.
 */
export function requireProfessional(
  scope: FastifyInstance,
  { sessions, clock }: { readonly sessions: SessionStore; readonly clock: Clock },
): void {
  const held = new WeakMap<FastifyRequest, ProfessionalSession>()
  scope.decorateRequest('session', {
    getter() {
      const session = held.get(this)
      if (!session) throw new TypeError('request.session is read outside the professional scope')
      return session
    },
  })
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const token = readCookie(request.headers.cookie, sessionCookie)
    const session = token === undefined ? null : await sessions.find(token, clock())
    if (!session) throw new Refusal('sign-in-needed')
    held.set(request, session)
  })
}

/** The counter of the session; throws `counter-unknown` while the workstation has no name yet. */
export function counterOf({
  counter,
}: ProfessionalSession): NonNullable<ProfessionalSession['counter']> {
  if (!counter) throw new Refusal('counter-unknown')
  return counter
}
