/**
 * How long a professional's sign-in lasts (DESIGN.md 8 and 11): 12 hours at most, and two hours without a call. Offline, a
 * counter goes on verifying for 12 hours after its last sign-in.
 */
export const sessionMs = 12 * 60 * 60_000
export const idleMs = 2 * 60 * 60_000
export const offlineMs = 12 * 60 * 60_000
/** A call renews the idle end, written at most once in so long: the end may come so much earlier, never later. */
export const touchMs = 60_000

/** Strict: no page of another site can make this browser act as the professional. */
export const sessionCookie = '__Host-etui-session'

/** A professional signed in at a workstation, as a request knows them. */
export interface ProfessionalSession {
  /** SHA-256 of the cookie's token: the row's key */
  readonly tokenHash: Buffer
  readonly professionalId: string
  /** the row the sealed name was sealed for */
  readonly nationalIdHash: Buffer
  readonly sealedName: Buffer
  readonly professionCode: string
  readonly organisation: string
  readonly counter: { readonly counterId: string; readonly name: string } | null
  readonly startedAt: Date
  readonly usedAt: Date
  readonly endsAt: Date
}

/** Whether a session still stands at `at`. */
export function isLive(session: Pick<ProfessionalSession, 'usedAt' | 'endsAt'>, at: Date): boolean {
  return at < session.endsAt && at.getTime() < session.usedAt.getTime() + idleMs
}
