import { randomUUID } from 'node:crypto'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { AgentRole } from '@etui/shared/wire/agent.ts'
import type { Needs } from '../needs.ts'
import { agentSessionStore } from './agent-session-store.ts'
import { agentStore } from './agent-store.ts'
import { agentCookie } from './agent.ts'

/** An agent's browser on the console's origin, signed in. */
export interface TestAgent {
  readonly agentId: string
  readonly token: string
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>
  post(url: string, payload?: object): Promise<LightMyRequestResponse>
  delete(url: string): Promise<LightMyRequestResponse>
}

/** Signs another agent in without the walk to the provider. */
export async function signInAgent(
  {
    app,
    database,
    keys,
    clock,
    settings,
  }: { readonly app: FastifyInstance } & Pick<Needs, 'database' | 'keys' | 'clock' | 'settings'>,
  role: AgentRole = 'agent',
): Promise<TestAgent> {
  const agent = { subject: `https://sso.example.fr ${randomUUID()}`, name: 'Solène RIVOAL', role }
  const agentId = await agentStore(database, keys).keep(agent, clock())
  const token = await agentSessionStore(database).start(agentId, clock())
  const origin = settings.origins.console
  const own = { host: new URL(origin).host, origin, cookie: `${agentCookie}=${token}` }
  return {
    agentId,
    token,
    get: (url, headers = {}) => app.inject({ method: 'GET', url, headers: { ...own, ...headers } }),
    post: (url, payload = {}) => app.inject({ method: 'POST', url, headers: own, payload }),
    delete: (url) => app.inject({ method: 'DELETE', url, headers: own }),
  }
}
