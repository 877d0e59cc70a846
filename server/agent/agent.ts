import { Refusal } from '@etui/shared/refusal.ts'
import type { AgentRole } from '@etui/shared/wire/agent.ts'
import type { Claims } from '../identity/relying-party.ts'
import type { SessionLife } from '../session/session-life.ts'

const minute = 60_000

/** How long an agent's sign-in lasts (DESIGN.md 11): a working day, and half an hour without a call. */
export const agentLife: SessionLife = { mostMs: 600 * minute, idleMs: 30 * minute }

/** Strict: no page of another site can make this browser act as the agent. */
export const agentCookie = '__Host-etui-agent'

/** Who the insurer's provider vouches for; `subject` is unique among all providers (OIDC Core 1.0, section 2). */
export interface Agent {
  readonly subject: string
  readonly name: string
  readonly role: AgentRole
}

/** An agent signed in, as a request knows them. */
export interface AgentSession {
  /** SHA-256 of the cookie's token: the row's key */
  readonly tokenHash: Buffer
  readonly agentId: string
  readonly role: AgentRole
  /** the row the sealed name was sealed for */
  readonly subjectHash: Buffer
  readonly sealedName: Buffer
  readonly startedAt: Date
  readonly usedAt: Date
  readonly endsAt: Date
}

/**
 * Reads the claims of an agent: `iss`, `sub`, `name` and `etui_role`. Throws `not-an-agent` when they give no role here,
 * `sign-in-failed` when they are not what a provider sends.
 */
export function readAgent({ iss, sub, name, etui_role: role }: Claims): Agent {
  if (role !== 'agent' && role !== 'supervisor') throw new Refusal('not-an-agent')
  if (!isText(iss) || !isText(sub) || !isText(name)) throw new Refusal('sign-in-failed')
  return { subject: `${iss} ${sub}`, name, role }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 400
}
