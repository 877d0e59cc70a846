import { demonstrationClients } from '../identity/demonstration-clients.ts'
import { type RelyingParty, relyingParty } from '../identity/relying-party.ts'
import type { Settings } from '../settings/settings.ts'

/**
 * Pro Santé Connect (DOMAIN.md 5.1): the real one, or in the demonstration its pretence on another site, whose address may
 * be given. It sends the browser back to `/auth/return` of the counter.
 */
export function proSanteConnect(
  settings: Pick<Settings, 'outside' | 'origins'>,
  pretence?: string,
): RelyingParty {
  const { outside, origins } = settings
  const provider =
    outside.mode === 'production'
      ? outside.proSanteConnect
      : {
          ...demonstrationClients(settings).proSanteConnect,
          issuer: pretence ?? `${outside.identity.origin}/pro-sante-connect`,
        }
  return relyingParty({
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    redirectUri: `${origins.counter}/auth/return`,
    scope: 'openid scope_all',
    acrValues: ['eidas1'],
    isInsecureAllowed: outside.mode === 'demo',
  })
}
