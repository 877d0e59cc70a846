import type { FastifyInstance } from 'fastify'
import { auditStore } from '../audit/audit-store.ts'
import { aboutRoute } from '../http/about.ts'
import type { RelyingParty } from '../identity/relying-party.ts'
import type { RouteNeeds } from '../needs.ts'
import { endSessionRoute } from '../session/end-session-route.ts'
import { signInRoutes } from '../session/sign-in-routes.ts'
import { walkStore } from '../session/walk-store.ts'
import { agentSessionRoute } from './agent-session-route.ts'
import { agentSessionStore } from './agent-session-store.ts'
import { agentStore } from './agent-store.ts'
import { agentCookie, agentLife, readAgent } from './agent.ts'

export interface AgentHostNeeds extends RouteNeeds {
  readonly agentProvider: RelyingParty
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
}
