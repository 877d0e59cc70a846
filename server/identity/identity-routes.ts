import type { FastifyInstance } from 'fastify'
import { identityWalkMs } from '@etui/shared/enrolment/enrolment.ts'
import { readCookie, writeCookie } from '../session/cookie.ts'
import { finishIdentity, type IdentityNeeds } from './check-identity.ts'
import { returnPage, returnPageHeaders } from './return-page.ts'

/** Lax: a Strict one would not come back from another site. It lives for the walk only. */
export const identityCookie = '__Host-etui-identity'

export function writeIdentityCookie(value: string): string {
  return writeCookie(identityCookie, value, { sameSite: 'Lax', maxAgeMs: identityWalkMs })
}

/**
 * France Identité's redirect. The browser that began is sent back to the app, which reads where it stands; a reason that
 * is no state of the activation goes along as `/?refused=<code>`. Any other browser is shown a page.
 */
export async function identityReturnRoute(
  scope: FastifyInstance,
  needs: IdentityNeeds,
): Promise<void> {
  scope.get('/identity/return', async (request, reply) => {
    const cookie = readCookie(request.headers.cookie, identityCookie)
    const ended = await finishIdentity(new URL(request.url, needs.origin), cookie, needs)
    // Only by the walk it belongs to, since every site may send this browser here and must not cut a walk under way.
    if (ended?.isSameBrowser) {
      reply.header('set-cookie', writeCookie(identityCookie, '', { sameSite: 'Lax', maxAgeMs: 0 }))
    }
    if (ended?.isSameBrowser || (!ended && cookie !== undefined)) {
      const refused = { expired: 'identity-expired', down: 'identity-provider-down' }
      const kind = ended?.page.kind ?? 'expired'
      const reason = kind === 'expired' || kind === 'down' ? `?refused=${refused[kind]}` : ''
      return reply.header('cache-control', 'no-store').redirect(`/${reason}`, 303)
    }
    reply.headers(returnPageHeaders)
    const isEnglish = request.headers['accept-language']?.startsWith('en') === true
    const language = ended?.language ?? (isEnglish ? 'en' : 'fr')
    return reply.send(returnPage(ended?.page ?? { kind: 'expired' }, language))
  })
}
