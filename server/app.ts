import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { agentHost } from './agent/agent-host.ts'
import { agentProvider } from './agent/agent-provider.ts'
import { Followers } from './answers/answers.ts'
import { auditRoutes } from './audit/audit-routes.ts'
import { auditStore } from './audit/audit-store.ts'
import { counterHost as counterRoutes } from './counter/counter-host.ts'
import { demoRoutes } from './demo/demo-routes.ts'
import { aboutRoute } from './http/about.ts'
import { AddressLimits, limitAnswers } from './http/address-limits.ts'
import { headerAnswers, securityHeaders } from './http/headers.ts'
import { healthRoutes } from './http/health.ts'
import { bindHost, hostsOf } from './http/hosts.ts'
import { lastAnswers } from './http/last-answers.ts'
import { createMetrics, requestRecords } from './http/metrics.ts'
import { originCheck } from './http/origin.ts'
import { answerUnreadable, problemAnswers } from './http/problems.ts'
import { schemaCompilers } from './http/schema-compilers.ts'
import { createSharedCeilings } from './http/shared-ceilings.ts'
import { sendPage, webFiles } from './http/web-files.ts'
import { franceIdentite } from './identity/france-identite.ts'
import { mailStore } from './mail/mail-store.ts'
import type { Needs, RouteNeeds } from './needs.ts'
import { holderHost } from './phone/holder-host.ts'
import { proSanteConnect } from './professional/pro-sante-connect.ts'
import { registryOf } from './registry/registry-of.ts'
import { isDemo, type Settings } from './settings/settings.ts'
import { statusLists } from './status/status-lists.ts'
import { statusRoutes } from './status/status-routes.ts'
import { statusStore } from './status/status-store.ts'
import { trustRoutes } from './trust/trust-routes.ts'
import { issuerOfCards } from './trust/trusted-keys.ts'
import { trustedListStore } from './trust/trusted-list-store.ts'

const builtWeb = new URL('../web/dist', import.meta.url).pathname

/** The table of contents: what every answer passes, then the scopes, then what answers on each. Listens to nothing yet. */
export async function buildApp(needs: Needs): Promise<FastifyInstance> {
  const { settings, database, keys, clock, randomness, log } = needs
  const hosts = hostsOf(settings.origins)
  const files = { hosts, folder: needs.webFolder ?? builtWeb }
  const limits = new AddressLimits(clock)
  // Under its narrower type, so that the instance has Fastify's usual one.
  const loggerInstance: FastifyBaseLogger = log
  const app = fastify({
    loggerInstance,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    requestIdHeader: false,
    genReqId: () => Buffer.from(randomness(12)).toString('base64url'),
    bodyLimit: 64 * 1024,
    trustProxy: trustedProxies(settings.trustProxy),
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    frameworkErrors: (_error, request, reply) =>
      answerUnreadable(request, reply.headers({ ...securityHeaders(undefined, settings) })),
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
    schemaController: { compilersFactory: schemaCompilers },
  })

  await app.register(problemAnswers, {
    limits,
    beforeUnknown: (request, reply) => sendPage(files, request, reply),
  })
  await app.register(requestRecords, { hosts, metrics: needs.metrics ?? createMetrics() })
  await app.register(headerAnswers, { settings, hosts })
  await app.register(limitAnswers, { limits })
  await app.register(lastAnswers)
  await app.register(originCheck, { hosts })

  const registry = needs.registry ?? registryOf(settings, { database, keys, clock })
  const ceilings = createSharedCeilings(database, { clock, keys })
  const answers = needs.answers ?? new Followers()
  const routeNeeds: RouteNeeds = { ...needs, ceilings, limits, answers }

  await app.register(healthRoutes, { database, keys })
  await app.register(statusRoutes, { lists: statusLists(statusStore(database), clock) })
  await app.register(trustRoutes, {
    trustedLists: trustedListStore(database),
    keys,
    clock,
    ...issuerOfCards(settings),
  })
  await app.register(auditRoutes, { audit: auditStore(database) })
  await app.register(cardHost, routeNeeds)
  await app.register(counterHost, routeNeeds)
  await app.register(consoleHost, routeNeeds)
  await app.register(webFiles, files)
  return app

  /** The holder's origin. */
  async function cardHost(card: FastifyInstance, given: RouteNeeds): Promise<void> {
    bindHost(card, hosts.hostOf('card'))
    await card.register(aboutRoute, { prefix: '/api', settings })
    if (isDemo(settings)) {
      await card.register(demoRoutes, { settings, mails: mailStore(database, keys), clock })
    }
    await card.register(holderHost, {
      ...given,
      registry,
      franceIdentite: needs.franceIdentite ?? franceIdentite(settings),
    })
  }

  /** The professional's origin. */
  async function counterHost(counter: FastifyInstance, given: RouteNeeds): Promise<void> {
    bindHost(counter, hosts.hostOf('counter'))
    await counter.register(counterRoutes, {
      ...given,
      registry,
      proSanteConnect: needs.proSanteConnect ?? proSanteConnect(settings),
    })
  }

  /** The agents' origin. */
  async function consoleHost(console: FastifyInstance, given: RouteNeeds): Promise<void> {
    bindHost(console, hosts.hostOf('console'))
    await console.register(agentHost, {
      ...given,
      registry,
      agentProvider: needs.agentProvider ?? agentProvider(settings),
    })
  }
}

/** So many hops from us, or those addresses. */
function trustedProxies(trust: Settings['trustProxy']) {
  if (typeof trust === 'number') return (_address: string, hop: number) => hop < trust
  return trust === false ? false : [...trust]
}
