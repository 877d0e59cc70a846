/** How old what a workstation holds may be: told from a day on, no green from seven days on. */
export const OLD_AFTER_MS = 24 * 3_600_000
export const REFUSED_AFTER_MS = 7 * 24 * 3_600_000

export type Freshness = 'fresh' | 'old' | 'too-old' | 'missing'

/** `at` and `now` on the server's clock; undefined when nothing is held. */
export function freshnessOf(at: number | undefined, now: number): Freshness {
  if (at === undefined) return 'missing'
  if (now - at > REFUSED_AFTER_MS) return 'too-old'
  return now - at > OLD_AFTER_MS ? 'old' : 'fresh'
}
