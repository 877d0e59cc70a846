import { demonstrationClients } from '../identity/demonstration-clients.ts'
import { type RelyingParty, relyingParty } from '../identity/relying-party.ts'
import type { Settings } from '../settings/settings.ts'

/**
 * Who vouches for agents: the insurer's own OpenID provider, or in the demonstration its pretence on another site, whose
 * address may be given. It sends the browser back to `/auth/return` of the console, with a claim `etui_role`.
 */
export function agentProvider(
  settings: Pick<Settings, 'outside' | 'origins'>,
  pretence?: string,
): RelyingParty {
  const { outside, origins } = settings
  const provider =
    outside.mode === 'production'
      ? outside.agents
      : {
          ...demonstrationClients(settings).agents,
          issuer: pretence ?? `${outside.identity.origin}/agents`,
        }
  return relyingParty({
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    redirectUri: `${origins.console}/auth/return`,
    scope: 'openid profile',
    acrValues: [],
    isInsecureAllowed: outside.mode === 'demo',
  })
}
