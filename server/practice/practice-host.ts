import type { FastifyInstance } from 'fastify'
import type { PracticeScope } from '@etui/shared/wire/practice.ts'
import { contextRoutes } from '../context/context-routes.ts'
import { proofStore } from '../dpop/proof-store.ts'
import { type AddressLimit, provenLimit } from '../http/address-limits.ts'
import { publish, sendPublished } from '../http/published.ts'
import { type InvoiceRoutesNeeds, invoiceRoutes } from '../invoice/invoice-routes.ts'
import type { RouteNeeds } from '../needs.ts'
import { type ReadingNeeds, readingRoutes } from '../reading/reading-routes.ts'
import { clientStore } from './client-store.ts'
import { describePracticeApi, tokenUrl } from './practice-api.ts'
import { requireToken } from './require-token.ts'
import { tokenRoute } from './token-route.ts'
import { tokenStore } from './token-store.ts'

export interface PracticeHostNeeds extends Pick<
  RouteNeeds,
  'settings' | 'database' | 'clock' | 'limits'
> {
  /** What the counter's own routes are given: the same handlers answer here. */
  readonly reading: ReadingNeeds
  readonly billing: InvoiceRoutesNeeds
}

/** A program asks for a token every ten minutes; a minute's sixty are for one that was started again and again. */
const tokenLimit: AddressLimit = { most: 60, windowMs: 60_000 }

/**
 * Everything practice software calls: a description of all of it for whoever asks, a token for a program that proves itself,
 * and for its token what a counter's browser does by its session. The lists for reading without network are open anyway.
 */
export async function practiceHost(
  scope: FastifyInstance,
  needs: PracticeHostNeeds,
): Promise<void> {
  const { settings, database, clock, limits, reading, billing } = needs
  const origin = settings.origins.counter
  const tokens = tokenStore(database)

  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, isForPrograms: true }
  })
  await scope.register(describedApi)
  await scope.register(tokenRoute, {
    database,
    tokens,
    clients: clientStore(database),
    proofs: proofStore(database),
    clock,
    audiences: [origin, tokenUrl(origin)],
    count: (clientId: string) => limits.take(clientId, 'token', tokenLimit),
  })
  await scope.register(actingScope)

  async function describedApi(open: FastifyInstance): Promise<void> {
    const json = JSON.stringify(describePracticeApi(origin))
    const published = await publish(Buffer.from(json), 'application/json')
    open.get('/openapi.json', async (request, reply) => sendPublished(request, reply, published))
  }

  async function actingScope(acting: FastifyInstance): Promise<void> {
    requireToken(acting, { tokens, limits, clock })
    await acting.register(async (readings) => {
      reaching(readings, 'readings')
      const byProgram = { ...reading, way: 'practice' as const }
      await readings.register(readingRoutes, byProgram)
      await readings.register(contextRoutes, byProgram)
    })
    await acting.register(async (invoices) => {
      reaching(invoices, 'invoices')
      await invoices.register(invoiceRoutes, billing)
    })
  }
}

/** Every route from now on is for tokens of that scope; its client has a limit of its own, as a proven device has. */
function reaching(scope: FastifyInstance, reach: PracticeScope): void {
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, reach, limit: provenLimit }
  })
}
