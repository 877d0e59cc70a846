import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { demonstrationClients } from '../identity/demonstration-clients.ts'
import { startDemonstrationProvider } from '../identity/demonstration-provider.ts'
import { inventedAgents } from '../identity/invented-agents.ts'
import { inventedProfessionals } from '../identity/invented-professionals.ts'
import type { Keys } from '../keys/keys.ts'
import { seedRegistry } from '../registry/seed-registry.ts'
import type { Settings } from '../settings/settings.ts'

export interface DemonstrationNeeds {
  readonly settings: Pick<Settings, 'outside' | 'origins'>
  readonly database: Database
  readonly keys: Keys
  readonly clock: Clock
}

/**
 * Fills the registry with invented people and starts the pretend identity providers; answers how to stop them. Throws
 * TypeError outside the demonstration, and what listening throws when their port is taken.
 */
export async function startDemonstration(needs: DemonstrationNeeds): Promise<() => Promise<void>> {
  const { outside } = needs.settings
  if (outside.mode !== 'demo') throw new TypeError('This is not the demonstration')
  const people = await seedRegistry(needs)
  const provider = await startDemonstrationProvider({
    port: outside.identity.port,
    clients: demonstrationClients(needs.settings),
    people,
    professionals: inventedProfessionals,
    agents: inventedAgents,
  })
  return () => provider.close()
}
