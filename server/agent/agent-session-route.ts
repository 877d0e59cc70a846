import type { FastifyInstance } from 'fastify'
import { readAgentSession } from '@etui/shared/wire/agent.ts'
import { serve } from '../http/serve.ts'
import { findSession, type SessionDoor } from '../session/require-session.ts'
import type { AgentStore } from './agent-store.ts'
import type { AgentSession } from './agent.ts'

export interface AgentSessionNeeds extends SessionDoor<AgentSession> {
  readonly agents: AgentStore
}

/** Which agent is signed in here; whoever is not is answered, too. Belongs outside the agents' scope. */
export async function agentSessionRoute(
  scope: FastifyInstance,
  needs: AgentSessionNeeds,
): Promise<void> {
  scope.route(
    serve(readAgentSession)(async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const session = await findSession(request, needs)
      if (!session) return { session: null }
      const { agentId, role, startedAt, endsAt } = session
      return {
        session: {
          agent: { agentId, role, name: needs.agents.openName(session) },
          signedInAt: startedAt.getTime(),
          endsAt: endsAt.getTime(),
        },
      }
    }),
  )
}
