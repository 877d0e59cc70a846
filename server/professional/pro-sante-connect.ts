import { type RelyingParty, relyingParty } from '../identity/relying-party.ts'
import type { Settings } from '../settings/settings.ts'

/** What the pretend provider knows our counter by; it listens on this machine only. */
export const demonstrationClient = {
  clientId: 'etui-comptoir',
  clientSecret: 'known-to-everyone-who-reads-this',
} as const

/** Where Pro Santé Connect sends the browser back. */
export function signInReturn(settings: Pick<Settings, 'origins'>): string {
  return `${settings.origins.counter}/auth/return`
}

/** Pro Santé Connect (DOMAIN.md 5.1): the real one, or in the demonstration its pretence on another site. */
export function proSanteConnect(settings: Pick<Settings, 'outside' | 'origins'>): RelyingParty {
  const { outside } = settings
  const provider =
    outside.mode === 'production'
      ? outside.proSanteConnect
      : { issuer: `${outside.identity.origin}/pro-sante-connect`, ...demonstrationClient }
  return relyingParty({
    ...provider,
    redirectUri: signInReturn(settings),
    scope: 'openid scope_all',
    acrValues: ['eidas1'],
    isInsecureAllowed: outside.mode === 'demo',
  })
}
