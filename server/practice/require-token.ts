import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'
import { problems } from '@etui/shared/wire/problem.ts'
import type { PracticeScope } from '@etui/shared/wire/practice.ts'
import type { Clock } from '../clock.ts'
import type { AddressLimit, AddressLimits } from '../http/address-limits.ts'
import { readScope } from './give-token.ts'
import type { FoundToken, TokenStore } from './token-store.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** what a token must reach to call it */
    reach?: PracticeScope
  }
}

export interface TokenDoor {
  readonly tokens: Pick<TokenStore, 'find'>
  readonly limits: AddressLimits
  readonly clock: Clock
}

/** As much as a counter may do from its address. */
const clientLimit: AddressLimit = { most: 1_200, windowMs: 60_000 }

/**
 * Lets nobody in without a bearer token (RFC 6750) that stands and reaches so far: every route of this scope, each with
 * a `reach`, has the client's professional and counter as `request.actor`. A cookie, or a token in an address or a body, is
 * nobody's. Throws `token-missing`, `token-unknown`, `token-expired`, `client-revoked`, `scope-missing`, `limit-reached`.
 */
export function requireToken(scope: FastifyInstance, { tokens, limits, clock }: TokenDoor): void {
  const held = new WeakMap<FastifyRequest, FoundToken>()
  scope.decorateRequest('actor', {
    getter() {
      const token = held.get(this)
      if (!token) throw new TypeError('request.actor is read outside its scope')
      return token.actor
    },
  })

  scope.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const { config, url } = request.routeOptions
    if (!config.reach) throw new TypeError('A route for programs says what a token must reach')
    try {
      const token = await findToken(request.headers.authorization)
      if (!readScope(token.scope).has(config.reach)) throw new Refusal('scope-missing')
      limits.take(token.clientId, `${request.method} ${url}`, clientLimit)
      held.set(request, token)
    } catch (error) {
      const challenge = error instanceof Refusal && challengeFor(error.code, config.reach)
      if (challenge) reply.header('www-authenticate', challenge)
      throw error
    }
  })

  async function findToken(authorization: string | undefined): Promise<FoundToken> {
    const [, text] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? []
    if (text === undefined) throw new Refusal('token-missing')
    const token = /^[A-Za-z0-9_-]{43}$/.test(text) ? await tokens.find(text) : null
    if (!token) throw new Refusal('token-unknown')
    if (token.isRevoked) throw new Refusal('client-revoked')
    if (clock() >= token.endsAt) throw new Refusal('token-expired')
    return token
  }
}

/** Of `WWW-Authenticate` (RFC 6750, section 3): no error for who has not tried. */
function challengeFor(code: RefusalCode, reach: PracticeScope): string | undefined {
  const realm = 'Bearer realm="etui"'
  const told = `error_description="${problems[code][1]}"`
  switch (code) {
    case 'token-missing':
      return realm
    case 'token-unknown':
    case 'token-expired':
    case 'client-revoked':
      return `${realm}, error="invalid_token", ${told}`
    case 'scope-missing':
      return `${realm}, error="insufficient_scope", scope="${reach}", ${told}`
    default:
      return undefined
  }
}
