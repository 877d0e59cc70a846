/** How long a sign-in lasts (DESIGN.md 11): at most so long, and so long without a call. */
export interface SessionLife {
  readonly mostMs: number
  readonly idleMs: number
}

/** A call renews the idle end, written at most once in so long: the end may come so much earlier, never later. */
export const touchMs = 60_000

/** Whether a session still stands at `at`. */
export function isLive(
  session: { readonly usedAt: Date; readonly endsAt: Date },
  { idleMs }: SessionLife,
  at: Date,
): boolean {
  return at < session.endsAt && at.getTime() < session.usedAt.getTime() + idleMs
}
