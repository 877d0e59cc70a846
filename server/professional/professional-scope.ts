import { Refusal } from '@etui/shared/refusal.ts'
import type { ProfessionalSession } from './session.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set in the professional scope only; reading it elsewhere is a mistake and throws. */
    session: ProfessionalSession
  }
}

/** The counter of the session; throws `counter-unknown` while the workstation has no name yet. */
export function counterOf({
  counter,
}: ProfessionalSession): NonNullable<ProfessionalSession['counter']> {
  if (!counter) throw new Refusal('counter-unknown')
  return counter
}
