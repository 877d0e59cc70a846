import type { IncomingMessage, ServerResponse } from 'node:http'
import { type JWK, Provider } from 'oidc-provider'
import type { DemonstrationAccount } from './demonstration-accounts.ts'
import { DemonstrationAdapter } from './demonstration-adapter.ts'
import type { DemonstrationClient } from './demonstration-clients.ts'
import { choicePage, failurePage } from './demonstration-page.ts'

interface RealmSettings {
  readonly path: string
  readonly title: string
  readonly scope: string
  readonly acr: string
  readonly claims: string[]
  readonly client: DemonstrationClient
  readonly accounts: readonly DemonstrationAccount[]
  readonly key: JWK
  readonly cookieKey: string
}

/** Answers every request below the realm's path. */
export type Realm = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** One OpenID provider (oidc-provider) below a path, asking at every visit whom one wants to be. */
export function demonstrationRealm(origin: string, settings: RealmSettings): Realm {
  const provider = makeProvider(origin, settings)
  const serve = provider.callback()
  const accounts = new Map(settings.accounts.map((account) => [account.accountId, account]))
  const interaction = new RegExp(`^${settings.path}/interaction/([\\w-]+)(?:/(login|cancel))?$`)
  const headers = pageHeaders(settings)

  function show(response: ServerResponse, status: number, html: string): void {
    response.writeHead(status, headers).end(html)
  }

  return async (request, response) => {
    const [, uid, act] = interaction.exec(request.url ?? '') ?? []
    if (uid === undefined) {
      forgetSession(request, settings.path)
      // What a mounting framework would do: the provider reads its own path off the difference of the two.
      Object.assign(request, { originalUrl: request.url })
      request.url = (request.url ?? '').slice(settings.path.length)
      await serve(request, response)
      return
    }
    try {
      await provider.interactionDetails(request, response)
    } catch {
      return show(response, 400, failurePage(settings.title))
    }
    if (request.method === 'GET' && act === undefined) {
      const action = `${settings.path}/interaction/${uid}`
      return show(response, 200, choicePage({ ...settings, action }))
    }
    if (request.method !== 'POST') return show(response, 405, failurePage(settings.title))
    if (act === 'cancel') {
      const denied = { error: 'access_denied', error_description: 'cancelled' }
      return provider.interactionFinished(request, response, denied)
    }
    const account = accounts.get((await readForm(request)).get('account') ?? '')
    if (!account) return show(response, 400, failurePage(settings.title))
    const login = { accountId: account.accountId, acr: settings.acr, remember: false }
    return provider.interactionFinished(request, response, { login })
  }
}

function makeProvider(origin: string, settings: RealmSettings): Provider {
  const { path, client, accounts, claims, scope } = settings
  const byId = new Map(accounts.map((account) => [account.accountId, account]))
  const issuer = origin + path
  return new Provider(issuer, {
    adapter: DemonstrationAdapter,
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [client.redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    scopes: ['openid', scope],
    claims: { openid: ['sub'], [scope]: claims, acr: null, auth_time: null },
    acrValues: ['eidas1', 'eidas2', 'eidas3'],
    jwks: { keys: [settings.key] },
    cookies: { keys: [settings.cookieKey], names: cookieNames(path) },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_, interaction) => `${path}/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 300,
      Interaction: 600,
      Session: 600,
    },
    findAccount: (_, accountId) => {
      const account = byId.get(accountId)
      return account && { accountId, claims: async () => ({ sub: accountId, ...account.claims }) }
    },
    loadExistingGrant: async (ctx) => {
      const accountId = ctx.oidc.session?.accountId
      if (!accountId) return undefined
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId })
      grant.addOIDCScope(`openid ${scope}`)
      grant.addOIDCClaims(['acr', 'auth_time', ...claims])
      await grant.save()
      return grant
    },
    renderError: (ctx) => {
      ctx.type = 'html'
      for (const [name, value] of Object.entries(pageHeaders(settings))) ctx.set(name, value)
      ctx.body = failurePage(settings.title)
    },
  })
}

/** The two realms share a host, so their cookies need names of their own. */
function cookieNames(path: string) {
  const realm = path.slice(1)
  return {
    session: `${realm}.session`,
    interaction: `${realm}.interaction`,
    resume: `${realm}.resume`,
  }
}

/** Without its session the provider knows nobody yet, and asks at each visit. */
function forgetSession(request: IncomingMessage, path: string): void {
  const cookies = request.headers.cookie?.split(/;\s*/) ?? []
  const { session } = cookieNames(path)
  request.headers.cookie = cookies.filter((each) => !each.startsWith(session)).join('; ')
}

/** A policy for pages without script; forms may end at the client, where the answer is redirected. */
function pageHeaders({ client }: RealmSettings): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    'img-src data:',
    `form-action 'self' ${new URL(client.redirectUri).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
}

/** A small form: 4 kB at most. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > 4096) break
  }
  return new URLSearchParams(text)
}
