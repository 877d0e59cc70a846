import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Clock } from '../clock.ts'
import { readCookie } from './cookie.ts'

/** The sessions of one kind of person, and the cookie of their browsers. */
export interface SessionDoor<S> {
  readonly cookie: `__Host-${string}`
  readonly sessions: { find(token: string, at: Date): Promise<S | null> }
  readonly clock: Clock
}

/** The session of a request's cookie while it stands. */
export async function findSession<S>(
  { headers }: Pick<FastifyRequest, 'headers'>,
  { cookie, sessions, clock }: SessionDoor<S>,
): Promise<S | null> {
  const token = readCookie(headers.cookie, cookie)
  return token === undefined ? null : sessions.find(token, clock())
}

/**
 * Lets nobody in without a session that stands: every route of this scope has it as `request[name]`, which throws
 * elsewhere. Throws `sign-in-needed`. Answers are for this browser alone and are stored nowhere.
 */
export function requireSession<S extends object>(
  scope: FastifyInstance,
  name: 'session' | 'agent',
  door: SessionDoor<S>,
): void {
  const held = new WeakMap<FastifyRequest, S>()
  scope.decorateRequest(name, {
    getter() {
      const session = held.get(this)
      if (!session) throw new TypeError(`request.${name} is read outside its scope`)
      // The modules that ask for this scope declare what `name` holds.
      return session as never
    },
  })
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const session = await findSession(request, door)
    if (!session) throw new Refusal('sign-in-needed')
    held.set(request, session)
  })
}
