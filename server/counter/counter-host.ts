import type { FastifyInstance } from 'fastify'
import { KeptCards } from '@etui/shared/presentation/kept-cards.ts'
import { aboutRoute } from '../http/about.ts'
import type { RelyingParty } from '../identity/relying-party.ts'
import type { RouteNeeds } from '../needs.ts'
import { createNodeCryptography } from '../presentation/platform-node.ts'
import { requireProfessional } from '../professional/professional-scope.ts'
import { professionalStore } from '../professional/professional-store.ts'
import { sessionRoutes } from '../professional/session-routes.ts'
import { sessionStore } from '../professional/session-store.ts'
import { signInRoutes } from '../professional/sign-in-routes.ts'
import { walkStore } from '../professional/walk-store.ts'
import { readingRoutes } from '../reading/reading-routes.ts'
import { readingStore } from '../reading/reading-store.ts'
import type { Registry } from '../registry/registry.ts'
import { issuerOfCards } from '../trust/trusted-keys.ts'
import { counterRoutes } from './counter-routes.ts'
import { counterStore } from './counter-store.ts'

export interface CounterHostNeeds extends RouteNeeds {
  readonly registry: Registry
  readonly proSanteConnect: RelyingParty
}

/** Everything a professional's browser calls: sign-in for whoever comes, the rest for whoever is signed in. */
export async function counterHost(scope: FastifyInstance, needs: CounterHostNeeds): Promise<void> {
  const { settings, database, keys, clock, registry } = needs
  const sessions = sessionStore(database)
  const professionals = professionalStore(database, keys)
  const ofCards = issuerOfCards(settings)

  await scope.register(signInRoutes, {
    provider: needs.proSanteConnect,
    walks: walkStore(database, keys),
    professionals,
    sessions,
    clock,
    origin: settings.origins.counter,
  })
  await scope.register(aboutRoute, { prefix: '/api', settings })
  await scope.register(sessionRoutes, { professionals, sessions, clock, prefix: '/api' })
  await scope.register(professionalScope, { prefix: '/api' })

  async function professionalScope(professional: FastifyInstance): Promise<void> {
    requireProfessional(professional, { sessions, clock })
    await professional.register(counterRoutes, {
      counters: counterStore(database),
      takeCounter: sessions.takeCounter,
      keys,
      clock,
      ...ofCards,
    })
    await professional.register(readingRoutes, {
      readings: readingStore(database),
      cryptography: createNodeCryptography(),
      verifiedCards: new KeptCards(50_000),
      registry,
      keys,
      clock,
      ...ofCards,
    })
  }
}
