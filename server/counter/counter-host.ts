import type { FastifyInstance } from 'fastify'
import { practicePrefix } from '@etui/shared/wire/practice.ts'
import { blockStore } from '../block/block-store.ts'
import { contextRoutes } from '../context/context-routes.ts'
import { aboutRoute } from '../http/about.ts'
import type { RelyingParty } from '../identity/relying-party.ts'
import { aidStore } from '../invoice/aid-store.ts'
import { ceilingStore } from '../invoice/ceiling-store.ts'
import { invoiceRoutes } from '../invoice/invoice-routes.ts'
import { invoiceStore } from '../invoice/invoice-store.ts'
import { summaryStore } from '../invoice/summary-store.ts'
import { journalRoutes } from '../journal/journal-routes.ts'
import { journalStore } from '../journal/journal-store.ts'
import type { RouteNeeds } from '../needs.ts'
import { clientStore } from '../practice/client-store.ts'
import { practiceHost } from '../practice/practice-host.ts'
import { programRoutes } from '../practice/program-routes.ts'
import { professionalStore } from '../professional/professional-store.ts'
import { readProfessional } from '../professional/professional.ts'
import { sessionRoutes } from '../professional/session-routes.ts'
import { sessionStore } from '../professional/session-store.ts'
import { sessionCookie, sessionLife } from '../professional/session.ts'
import { stretchStore } from '../professional/stretch-store.ts'
import { readingNeeds } from '../reading/reading-needs.ts'
import { readingRoutes } from '../reading/reading-routes.ts'
import type { Registry } from '../registry/registry.ts'
import { endSessionRoute } from '../session/end-session-route.ts'
import { requireSession } from '../session/require-session.ts'
import { signInRoutes } from '../session/sign-in-routes.ts'
import { walkStore } from '../session/walk-store.ts'
import { counterTapRoutes } from '../tap/counter-tap-routes.ts'
import { staffRoutes } from '../staff/staff-routes.ts'
import { staffStore } from '../staff/staff-store.ts'
import { tapStore } from '../tap/tap-store.ts'
import { issuerOfCards } from '../trust/trusted-keys.ts'
import { counterRoutes } from './counter-routes.ts'
import { counterStore } from './counter-store.ts'

export interface CounterHostNeeds extends RouteNeeds {
  readonly registry: Registry
  readonly proSanteConnect: RelyingParty
}

/**
 * Everything a professional's browser calls: sign-in for whoever comes, the rest for whoever is signed in; and what their
 * programs call, each by its token.
 */
export async function counterHost(scope: FastifyInstance, needs: CounterHostNeeds): Promise<void> {
  const { settings, database, keys, clock } = needs
  const sessions = sessionStore(database)
  const stretches = stretchStore(database)
  const professionals = professionalStore(database, keys)
  const ofCards = issuerOfCards(settings)
  const door = { cookie: sessionCookie, sessions, clock } as const

  await scope.register(signInRoutes, {
    provider: needs.proSanteConnect,
    walks: walkStore(database, keys, 'pro-sante-connect'),
    admit: async (claims, at) =>
      sessions.start(await professionals.keep(readProfessional(claims), at), at),
    cookie: sessionCookie,
    life: sessionLife,
    clock,
    origin: settings.origins.counter,
  })
  await scope.register(aboutRoute, { prefix: '/api', settings })
  await scope.register(sessionRoutes, { professionals, ...door, prefix: '/api' })
  await scope.register(endSessionRoute, { ...door, prefix: '/api' })
  const reading = readingNeeds(needs)
  const journal = journalStore(database, keys)
  const staff = staffStore(database, keys)
  const billing = {
    ...reading,
    database,
    invoices: invoiceStore(database, keys),
    ceilings: ceilingStore(database),
    summaries: summaryStore(database, keys),
    aids: aidStore(database),
    staff,
    journal,
  }
  await scope.register(professionalScope, { prefix: '/api' })
  await scope.register(practiceHost, { ...needs, reading, billing, prefix: practicePrefix })

  async function professionalScope(professional: FastifyInstance): Promise<void> {
    requireSession(professional, 'session', door)
    professional.decorateRequest('actor', {
      getter() {
        return this.session
      },
    })
    const counters = counterStore(database)
    await professional.register(counterRoutes, {
      counters,
      takeCounter: sessions.takeCounter,
      openStretch: stretches.open,
      keys,
      clock,
      ...ofCards,
    })
    await professional.register(staffRoutes, { ...needs, staff, sessions })
    await professional.register(programRoutes, { clients: clientStore(database) })
    await professional.register(readingRoutes, reading)
    await professional.register(contextRoutes, reading)
    await professional.register(counterTapRoutes, { ...needs, taps: tapStore(database), door })
    await professional.register(journalRoutes, {
      ...reading,
      blocks: blockStore(database),
      journal,
      stretches,
      isCounterOf: counters.isOf,
      staff,
    })
    await professional.register(invoiceRoutes, billing)
  }
}
