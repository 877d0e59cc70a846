import type { FastifyInstance } from 'fastify'
import { auditStore } from '../audit/audit-store.ts'
import { checkStore } from '../check/check-store.ts'
import { filmsOf } from '../check/films-of.ts'
import { recordingStore } from '../check/recording-store.ts'
import { correctionRoutes } from '../correction/correction-routes.ts'
import { correctionStore } from '../correction/correction-store.ts'
import { deskApprovalStore } from '../desk/desk-approval-store.ts'
import { deskCodeStore } from '../desk/desk-code-store.ts'
import { deskRoutes } from '../desk/desk-routes.ts'
import { enrolmentStore } from '../enrolment/enrolment-store.ts'
import { aboutRoute } from '../http/about.ts'
import { provenLimit } from '../http/address-limits.ts'
import type { RelyingParty } from '../identity/relying-party.ts'
import { mailStore } from '../mail/mail-store.ts'
import type { RouteNeeds } from '../needs.ts'
import { phoneStore } from '../phone/phone-store.ts'
import type { Registry } from '../registry/registry.ts'
import { reportListRoutes } from '../report/report-list-routes.ts'
import { reportStore } from '../report/report-store.ts'
import { endSessionRoute } from '../session/end-session-route.ts'
import { requireSession } from '../session/require-session.ts'
import { signInRoutes } from '../session/sign-in-routes.ts'
import { walkStore } from '../session/walk-store.ts'
import { agentSessionRoute } from './agent-session-route.ts'
import { agentSessionStore } from './agent-session-store.ts'
import { agentStore } from './agent-store.ts'
import { aidFigures } from './aid-figures.ts'
import { aidFiguresRoute } from './aid-figures-route.ts'
import { agentCookie, agentLife, readAgent } from './agent.ts'
import type { CaseNeeds } from './case-needs.ts'
import { caseRoutes } from './case-routes.ts'
import { filmRoutes } from './film-routes.ts'

export interface AgentHostNeeds extends RouteNeeds {
  readonly agentProvider: RelyingParty
  readonly registry: Registry
}

/** Everything an agent's browser calls: sign-in for whoever comes, the rest for whoever is signed in. */
export async function agentHost(scope: FastifyInstance, needs: AgentHostNeeds): Promise<void> {
  const { settings, database, keys, clock } = needs
  const sessions = agentSessionStore(database)
  const agents = agentStore(database, keys)
  const audit = auditStore(database)
  const door = { cookie: agentCookie, sessions, clock } as const

  await scope.register(signInRoutes, {
    provider: needs.agentProvider,
    walks: walkStore(database, keys, 'agents'),
    admit: (claims, at) =>
      database.unit(async () => {
        const agent = readAgent(claims)
        const agentId = await agents.keep(agent, at)
        const token = await sessions.start(agentId, at)
        const facts = { role: agent.role }
        await audit.append({ at, agentId, act: 'signed-in', subject: agentId, facts })
        return token
      }),
    cookie: agentCookie,
    life: agentLife,
    clock,
    origin: settings.origins.console,
  })
  await scope.register(aboutRoute, { prefix: '/api', settings })
  await scope.register(agentSessionRoute, { agents, ...door, prefix: '/api' })
  await scope.register(endSessionRoute, { ...door, prefix: '/api' })
  await scope.register(agentScope, { prefix: '/api' })

  async function agentScope(agent: FastifyInstance): Promise<void> {
    // Every agent of an office comes from its one address.
    agent.addHook('onRoute', (route) => {
      route.config = { limit: provenLimit, ...route.config }
    })
    requireSession(agent, 'agent', door)
    const cases: CaseNeeds = {
      ...needs,
      ...filmsOf(needs),
      audit,
      checks: checkStore(database, keys),
      recordings: recordingStore(database),
      enrolments: enrolmentStore(database),
      phones: phoneStore(database),
      mails: mailStore(database, keys),
      origin: settings.origins.card,
      securingMs: settings.securingMs,
    }
    await agent.register(caseRoutes, cases)
    await agent.register(filmRoutes, cases)
    await agent.register(deskRoutes, {
      ...needs,
      ...cases,
      agents,
      deskCodes: deskCodeStore(database),
      deskApprovals: deskApprovalStore(database, keys),
      keys,
      eligibilityRules: settings.eligibility,
    })
    await agent.register(correctionRoutes, {
      ...cases,
      corrections: correctionStore(database, keys),
    })
    await agent.register(reportListRoutes, { ...cases, reports: reportStore(database) })
    await agent.register(aidFiguresRoute, { aidFigures: aidFigures(database), clock })
  }
}
