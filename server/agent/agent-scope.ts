import type { AgentSession } from './agent.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set in the agents' scope only; reading it elsewhere is a mistake and throws. */
    agent: AgentSession
  }
}

/** As the queue knows an agent: what waits for a supervisor is given to supervisors. */
export function takerOf({ agentId, role }: AgentSession): {
  readonly agentId: string
  readonly isSupervisor: boolean
} {
  return { agentId, isSupervisor: role === 'supervisor' }
}
