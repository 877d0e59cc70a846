import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

/**
 * The peer: oidc-provider on its in-memory adapter, with DPoP and rotated refresh tokens. Its parent names the
 * thumbprints of the keys to bind tokens to; it answers its port and a refresh token for each.
 */
const provider = new Provider('http://127.0.0.1', {
  clients: [
    {
      client_id: 'phone',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['https://phone.example/return'],
      application_type: 'native',
      dpop_bound_access_tokens: true,
      id_token_signed_response_alg: 'ES256',
    },
  ],
  features: { dPoP: { enabled: true }, devInteractions: { enabled: false } },
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  ttl: { RefreshToken: 86_400, AccessToken: 600, IdToken: 600, Grant: 86_400 },
  jwks: { keys: [await signingKey()] },
})

async function signingKey() {
  const { privateKey } = await crypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-256' },
    true,
    ['sign', 'verify'],
  )
  return {
    ...(await crypto.subtle.exportKey('jwk', privateKey)),
    use: 'sig',
    alg: 'ES256',
  } as never
}

async function issue(thumbprint: string): Promise<string> {
  const client = await provider.Client.find('phone')
  if (!client) throw new Error('no client')
  const accountId = `account ${thumbprint}`
  const grant = new provider.Grant({ accountId, clientId: 'phone' })
  grant.addOIDCScope('openid offline_access')
  const grantId = await grant.save()
  const token = new provider.RefreshToken({
    client,
    accountId,
    grantId,
    gty: 'authorization_code',
    scope: 'openid offline_access',
    authTime: Math.floor(Date.now() / 1000),
    rotations: 0,
  } as never)
  ;(token as { jkt?: string }).jkt = thumbprint
  return token.save()
}

const server = createServer(provider.callback())
server.listen(0, '127.0.0.1', async () => {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const tokens = await Promise.all(process.argv.slice(2).map(issue))
  process.send?.({ port, tokens })
})
