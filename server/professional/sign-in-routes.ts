import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'
import type { Clock } from '../clock.ts'
import type { RelyingParty } from '../identity/relying-party.ts'
import { readCookie, writeCookie } from './cookie.ts'
import type { ProfessionalStore } from './professional-store.ts'
import { readProfessional } from './professional.ts'
import type { SessionStore } from './session-store.ts'
import { sessionCookie, sessionMs } from './session.ts'
import { walkMs, type WalkStore } from './walk-store.ts'

export interface SignInNeeds {
  readonly provider: RelyingParty
  readonly walks: WalkStore
  readonly professionals: ProfessionalStore
  readonly sessions: SessionStore
  readonly clock: Clock
  /** of the counter app: where the provider sends the browser back */
  readonly origin: string
}

/** Lax, since the return comes from the provider's site; it lives for the walk only. */
const walkCookie = '__Host-etui-walk'

/**
 * Sign-in by Pro Santé Connect: the browser goes to `/auth/start` and comes back by `/auth/return`, signed in or with the
 * reason why not, `/?refused=<code>`. No trait is ever in an address.
 *
 * The session's cookie is Strict, so the page it comes with is asked without it: `/` is a static page, which does not mind.
 */
export async function signInRoutes(scope: FastifyInstance, needs: SignInNeeds): Promise<void> {
  const { provider, walks, professionals, sessions, clock, origin } = needs

  scope.get('/auth/start', async (request, reply) => {
    try {
      const { authorizationUrl, ...walk } = await provider.begin()
      const cookie = randomBytes(32).toString('base64url')
      await walks.start({ ...walk, cookie }, clock())
      reply.header(
        'set-cookie',
        writeCookie(walkCookie, cookie, { sameSite: 'Lax', maxAgeMs: walkMs }),
      )
      return redirect(reply, authorizationUrl)
    } catch (error) {
      request.log.info({ code: codeOf(error), err: error }, 'sign-in not started')
      return redirect(reply, refusedPage(error))
    }
  })

  scope.get('/auth/return', async (request, reply) => {
    reply.header('set-cookie', writeCookie(walkCookie, '', { sameSite: 'Lax', maxAgeMs: 0 }))
    try {
      const token = await finish(new URL(request.url, origin), request.headers.cookie)
      const life = { sameSite: 'Strict', maxAgeMs: sessionMs } as const
      reply.header('set-cookie', writeCookie(sessionCookie, token, life))
      return redirect(reply, '/')
    } catch (error) {
      request.log.info({ code: codeOf(error), err: error }, 'sign-in refused')
      return redirect(reply, refusedPage(error))
    }
  })

  /** Answers the new session's token. */
  async function finish(answer: URL, cookies: string | undefined): Promise<string> {
    const state = answer.searchParams.get('state')
    const cookie = readCookie(cookies, walkCookie)
    if (!state || !cookie) throw new Refusal('sign-in-failed')
    const walk = await walks.take({ state, cookie }, clock())
    if (!walk) throw new Refusal('sign-in-failed')
    const { claims } = await provider.finish(answer, { ...walk, state })
    const at = clock()
    return sessions.start(await professionals.keep(readProfessional(claims), at), at)
  }
}

function redirect(reply: FastifyReply, to: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(to, 303)
}

function refusedPage(error: unknown): string {
  return `/?refused=${codeOf(error)}`
}

/** A fault of ours is not told apart from a failed sign-in; the log has it. */
function codeOf(error: unknown): RefusalCode {
  if (!(error instanceof Refusal)) return 'sign-in-failed'
  // Turning back, or coming back too late, is nothing else to a professional.
  const isOrdinary = error.code === 'identity-cancelled' || error.code === 'identity-expired'
  return isOrdinary ? 'sign-in-failed' : error.code
}
