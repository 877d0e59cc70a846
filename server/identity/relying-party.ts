import * as openid from 'openid-client'
import { Refusal } from '@etui/shared/refusal.ts'

export interface RelyingPartyOptions {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  readonly scope: string
  /** What is asked, and then required of the answer; none where the provider decides how strongly one signs in. */
  readonly acrValues: readonly string[]
  /** Plain HTTP: the demonstration's provider on this machine, never anything else. */
  readonly isInsecureAllowed: boolean
  readonly timeoutSeconds?: number
}

/** One walk to the provider: what must be remembered until its return. `state` and `verifier` are secrets. */
export interface Walk {
  readonly authorizationUrl: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export type Claims = Readonly<Record<string, unknown>>

/** Who came back, as the provider vouches: claims of its userinfo over those of its ID token. `acr` is '' when untold. */
export interface Vouched {
  readonly subject: string
  readonly acr: string
  readonly claims: Claims
}

/**
 * OpenID Connect's authorization code with PKCE, state and nonce (OIDC Core 3.1, RFC 7636). The provider is discovered
 * when first needed and asked again after a failure: one that is late or down stops nobody but who needs it.
 *
 * `finish` throws `identity-cancelled` when the person turned back, `identity-expired` when the provider no longer knows
 * the code, `identity-provider-down` when it cannot be reached, `sign-in-failed` for an answer that does not hold.
 */
export interface RelyingParty {
  begin(): Promise<Walk>
  finish(answer: URL, walk: Pick<Walk, 'state' | 'nonce' | 'verifier'>): Promise<Vouched>
}

export function relyingParty(options: RelyingPartyOptions): RelyingParty {
  let known: Promise<openid.Configuration> | undefined

  async function configuration(): Promise<openid.Configuration> {
    known ??= discover(options)
    try {
      return await known
    } catch (cause) {
      known = undefined
      throw new Refusal('identity-provider-down', {}, { cause })
    }
  }

  return {
    async begin() {
      const config = await configuration()
      const verifier = openid.randomPKCECodeVerifier()
      const [state, nonce] = [openid.randomState(), openid.randomNonce()]
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: options.redirectUri,
        scope: options.scope,
        ...(options.acrValues.length > 0 && { acr_values: options.acrValues.join(' ') }),
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        prompt: 'login',
        state,
        nonce,
      })
      return { authorizationUrl: url.href, state, nonce, verifier }
    },

    async finish(answer, walk) {
      const config = await configuration()
      try {
        const tokens = await openid.authorizationCodeGrant(config, answer, {
          expectedState: walk.state,
          expectedNonce: walk.nonce,
          pkceCodeVerifier: walk.verifier,
          idTokenExpected: true,
        })
        const identity = tokens.claims()
        if (!identity) throw new Refusal('sign-in-failed')
        const acr = typeof identity['acr'] === 'string' ? identity['acr'] : ''
        if (options.acrValues.length > 0 && !options.acrValues.includes(acr)) {
          throw new Refusal('sign-in-failed', { part: 'acr' })
        }
        const told = await openid.fetchUserInfo(config, tokens.access_token, identity.sub)
        return { subject: identity.sub, acr, claims: { ...identity, ...told } }
      } catch (error) {
        throw refusalOf(error)
      }
    },
  }
}

/** Three tries, a moment apart: a provider that is just starting is not down. */
async function discover(options: RelyingPartyOptions): Promise<openid.Configuration> {
  const execute = options.isInsecureAllowed ? [openid.allowInsecureRequests] : []
  for (let attempt = 0; ; attempt++) {
    try {
      const config = await openid.discovery(
        new URL(options.issuer),
        options.clientId,
        options.clientSecret,
        openid.ClientSecretBasic(options.clientSecret),
        { execute, timeout: options.timeoutSeconds ?? 5 },
      )
      config.timeout = options.timeoutSeconds ?? 5
      return config
    } catch (error) {
      if (attempt === 2) throw error
      await new Promise((resolve) => setTimeout(resolve, 150 * (attempt + 1)))
    }
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof openid.AuthorizationResponseError) {
    const isCancelled = error.error === 'access_denied'
    return new Refusal(isCancelled ? 'identity-cancelled' : 'sign-in-failed', {}, { cause: error })
  }
  if (error instanceof openid.ResponseBodyError) {
    if (error.status >= 500) return new Refusal('identity-provider-down', {}, { cause: error })
    const isSpent = error.error === 'invalid_grant'
    return new Refusal(isSpent ? 'identity-expired' : 'sign-in-failed', {}, { cause: error })
  }
  // What openid-client says of an answer that came and does not hold; the rest is a network that failed.
  const isAnswer = error instanceof openid.ClientError && error.code?.startsWith('OAUTH_') === true
  const isUnreachable = !isAnswer || error.code === 'OAUTH_TIMEOUT' || isServerFault(error)
  return new Refusal(
    isUnreachable ? 'identity-provider-down' : 'sign-in-failed',
    {},
    { cause: error },
  )
}

function isServerFault(error: Error): boolean {
  return error.cause instanceof Response && error.cause.status >= 500
}
