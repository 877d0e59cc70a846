import { Refusal } from '@etui/shared/refusal.ts'
import type { Actor } from './actor.ts'
import type { ProfessionalSession } from './session.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set in the professional scope only; reading it elsewhere is a mistake and throws. */
    session: ProfessionalSession
    /** Set in the professional scope and in that of practice software; reading it elsewhere throws. */
    actor: Actor
  }
}

/** The counter where somebody acts; throws `counter-unknown` while the workstation has no name yet. */
export function counterOf({ counter }: Pick<Actor, 'counter'>): NonNullable<Actor['counter']> {
  if (!counter) throw new Refusal('counter-unknown')
  return counter
}
