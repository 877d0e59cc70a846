import type { SessionLife } from '../session/session-life.ts'
import type { Actor } from './actor.ts'

const hour = 60 * 60_000

/** How long a professional's sign-in lasts (DESIGN.md 8 and 11). */
export const sessionLife: SessionLife = { mostMs: 12 * hour, idleMs: 2 * hour }
/** Offline, a counter goes on verifying for so long after its last sign-in. */
export const offlineMs = 12 * hour

/** Strict: no page of another site can make this browser act as the professional. */
export const sessionCookie = '__Host-etui-session'

/** A professional signed in at a workstation, as a request knows them. */
export interface ProfessionalSession extends Actor {
  /** SHA-256 of the cookie's token: the row's key */
  readonly tokenHash: Buffer
  /** the row the sealed name was sealed for */
  readonly nationalIdHash: Buffer
  readonly sealedName: Buffer
  readonly startedAt: Date
  readonly usedAt: Date
  readonly endsAt: Date
}
