import type { Settings } from '../settings/settings.ts'

export interface DemonstrationClient {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

/** What the pretend providers know our apps by. They listen on this machine only, and vouch for nobody real. */
export function demonstrationClients(settings: Pick<Settings, 'origins'>): {
  readonly franceIdentite: DemonstrationClient
  readonly proSanteConnect: DemonstrationClient
  readonly agents: DemonstrationClient
} {
  const clientSecret = 'known-to-everyone-who-reads-this'
  return {
    franceIdentite: {
      clientId: 'etui-carte',
      clientSecret,
      redirectUri: `${settings.origins.card}/identity/return`,
    },
    proSanteConnect: {
      clientId: 'etui-comptoir',
      clientSecret,
      redirectUri: `${settings.origins.counter}/auth/return`,
    },
    agents: {
      clientId: 'etui-console',
      clientSecret,
      redirectUri: `${settings.origins.console}/auth/return`,
    },
  }
}
