import type { AnyEndpoint, AnswerOf, BodyOf } from '@etui/shared/wire/endpoint.ts'
import { type Answered, readAnswer } from './holder-device.ts'
import type { Hosts } from './hosts.ts'
import { chooseAccount, makeWalker } from './walk.ts'

/** An agent's browser without a screen, signed in at the console. */
export interface AgentBrowser {
  /** `checkId` takes its place in the endpoint's address. */
  call<E extends AnyEndpoint>(
    endpoint: E,
    checkId: string,
    body?: BodyOf<E>,
  ): Promise<Answered<AnswerOf<E>>>
  /** The bytes of a film of a case in hand. */
  film(checkId: string, kind: 'document' | 'face'): Promise<Buffer>
}

export async function signInAgent(hosts: Hosts, accountId = 'agent-rivoal'): Promise<AgentBrowser> {
  const walker = makeWalker()
  await chooseAccount(walker, `${hosts.console}/auth/start`, accountId)
  const origin = hosts.console
  return {
    async call(endpoint, checkId, body) {
      const response = await walker.ask(
        `${origin}/api${endpoint.url.replace(':checkId', checkId)}`,
        {
          method: endpoint.method,
          headers: { origin, ...(body !== undefined && { 'content-type': 'application/json' }) },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        },
      )
      return readAnswer(response)
    },
    async film(checkId, kind) {
      const response = await walker.ask(`${origin}/api/checks/${checkId}/recordings/${kind}`)
      if (!response.ok) throw new Error(`${kind}: ${response.status}`)
      return Buffer.from(await response.arrayBuffer())
    },
  }
}
