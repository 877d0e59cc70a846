import type { FastifyInstance, FastifyReply } from 'fastify'
import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'
import type { Clock } from '../clock.ts'
import type { Claims, RelyingParty } from '../identity/relying-party.ts'
import { readCookie, writeCookie } from './cookie.ts'
import type { SessionLife } from './session-life.ts'
import { drawToken } from './session-token.ts'
import { walkMs, type WalkStore } from './walk-store.ts'

export interface SignInNeeds {
  readonly provider: RelyingParty
  readonly walks: WalkStore
  /** Starts a session for whom the provider vouches for, and answers its token; throws the refusal of who has no business here. */
  readonly admit: (claims: Claims, at: Date) => Promise<string>
  readonly cookie: `__Host-${string}`
  readonly life: SessionLife
  readonly clock: Clock
  /** of the app: where the provider sends the browser back */
  readonly origin: string
}

/** Lax, since the return comes from the provider's site; it lives for the walk only. */
const walkCookie = '__Host-etui-walk'

/**
 * Sign-in by an OpenID provider: the browser goes to `/auth/start` and comes back by `/auth/return`, signed in or with the
 * reason why not, `/?refused=<code>`. No trait is ever in an address.
 *
 * The session's cookie is Strict, so the page it comes with is asked without it: `/` is a static page, which does not mind.
 */
export async function signInRoutes(scope: FastifyInstance, needs: SignInNeeds): Promise<void> {
  const { provider, walks, admit, clock, origin } = needs

  scope.get('/auth/start', async (request, reply) => {
    try {
      const { authorizationUrl, ...walk } = await provider.begin()
      const cookie = drawToken()
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
      const life = { sameSite: 'Strict', maxAgeMs: needs.life.mostMs } as const
      reply.header('set-cookie', writeCookie(needs.cookie, token, life))
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
    return admit(claims, clock())
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
  // Turning back, or coming back too late, is nothing else to who signs in.
  const isOrdinary = error.code === 'identity-cancelled' || error.code === 'identity-expired'
  return isOrdinary ? 'sign-in-failed' : error.code
}
