/**
 * The server's clock as its last answer dated it (RFC 9110, section 6.6.1), carried on by a clock that cannot be set. Known
 * to the second and the way of one answer, whatever the phone's own clock says. Milliseconds.
 */
export interface ServerClock {
  /** Takes the `Date` of an answer that was just received; one that is no date is not heard. */
  hear(date: string | null): void
  /** null before anything was heard */
  now(): number | null
  /** True once when the two clocks of the phone no longer agree: it has slept, or was set. What was heard is forgotten. */
  hasSlept(): boolean
}

export interface PhoneClocks {
  /** `Date.now` */
  readonly now: () => number
  /** `performance.now`: never jumps, but may stop while the phone sleeps */
  readonly elapsed: () => number
}

/** Two clocks that run on may differ by so much. */
export const clockSlackMs = 5_000

export function createServerClock({ now, elapsed }: PhoneClocks): ServerClock {
  let heard: { readonly server: number; readonly date: number; readonly elapsed: number } | null =
    null
  return {
    hear(date) {
      const server = Date.parse(date ?? '')
      if (!Number.isNaN(server)) heard = { server, date: now(), elapsed: elapsed() }
    },
    now: () => heard && heard.server + elapsed() - heard.elapsed,
    hasSlept() {
      if (heard === null) return false
      const isSteady = areSteady(now() - heard.date, elapsed() - heard.elapsed)
      if (!isSteady) heard = null
      return !isSteady
    },
  }
}

/** Whether two clocks measured the same time. */
export function areSteady(byDateMs: number, byElapsedMs: number): boolean {
  return Math.abs(byDateMs - byElapsedMs) <= clockSlackMs
}
