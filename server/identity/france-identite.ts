import type { Settings } from '../settings/settings.ts'
import { demonstrationClients } from './demonstration-clients.ts'
import { type RelyingParty, relyingParty } from './relying-party.ts'

/**
 * France Identité: the real one, or in the demonstration its pretence on another site, whose address may be given. It
 * sends the browser back to `/identity/return` of the card app.
 */
export function franceIdentite(
  { outside, origins }: Pick<Settings, 'outside' | 'origins'>,
  pretence?: string,
): RelyingParty {
  const provider =
    outside.mode === 'production'
      ? outside.franceIdentite
      : {
          ...demonstrationClients({ origins }).franceIdentite,
          issuer: pretence ?? `${outside.identity.origin}/france-identite`,
        }
  return relyingParty({
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    redirectUri: `${origins.card}/identity/return`,
    scope: 'openid identite_pivot',
    acrValues: ['eidas2', 'eidas3'],
    isInsecureAllowed: outside.mode === 'demo',
  })
}
