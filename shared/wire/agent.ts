import { Literal, Null, Object, String, Union, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { Instant } from './shapes.ts'

export const AgentRole = Union([Literal('agent'), Literal('supervisor')])
export type AgentRole = Static<typeof AgentRole>

/** Who is signed in at this console, and until when at the latest. */
export const AgentAtConsole = Object({
  agent: Object({ agentId: String(), name: String(), role: AgentRole }),
  signedInAt: Instant(),
  endsAt: Instant(),
})
export type AgentAtConsole = Static<typeof AgentAtConsole>

/** Null where nobody is signed in: a page that opens asks, and that is no error. */
export const readAgentSession = endpoint({
  method: 'GET',
  url: '/session',
  answer: Object({ session: Union([AgentAtConsole, Null()]) }),
})
