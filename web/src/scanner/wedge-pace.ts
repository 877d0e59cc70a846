import type { Burst, Typing } from './burst.ts'

/** Digits of a whole sealed code and of a reduced one (PRESENTATION.md, "Why it is so"). */
const WHOLE = 989
const REDUCED = 406

/**
 * A whole code that takes longer than this is slow. A scanner types a digit by two reports, down and up: asked every
 * millisecond it takes 2 s, asked every 8 ms, as old ones are, 16 s.
 */
const SLOW_WHOLE_MS = 6_000

/** Fewer digits say little of a pace: the first may have waited for a busy page. */
const ENOUGH = 60

/** How long a scanner takes for a digit, milliseconds; undefined for what is too short to tell. */
export function paceOf({
  length,
  lastedMs,
}: Pick<Typing, 'length' | 'lastedMs'>): number | undefined {
  return length < ENOUGH ? undefined : lastedMs / (length - 1)
}

export function paceOfBurst({ text, lastedMs }: Burst): number | undefined {
  return paceOf({ length: text.length, lastedMs })
}

/** Seconds for each kind of code at a pace that is slow; undefined for one that is not. */
export function slowSeconds(
  digitMs: number | undefined,
): { readonly whole: number; readonly reduced: number } | undefined {
  if (digitMs === undefined || digitMs * WHOLE <= SLOW_WHOLE_MS) return undefined
  const seconds = (digits: number) => Math.round((digits * digitMs) / 1000)
  return { whole: seconds(WHOLE), reduced: seconds(REDUCED) }
}

const place = 'etui.wedge-ms'

/** The pace of this machine's scanner as it was last seen: the next patient is asked at once for what suits it. */
export function keptPace(storage: () => Storage = () => localStorage): {
  read(): number | undefined
  keep(digitMs: number): void
} {
  return {
    read() {
      try {
        const kept = Number.parseFloat(storage().getItem(place) ?? '')
        return kept > 0 ? kept : undefined
      } catch {
        // Closed by the browser's settings: the next scan tells it again.
        return undefined
      }
    },
    keep(digitMs) {
      try {
        storage().setItem(place, String(digitMs))
      } catch {
        // As above.
      }
    },
  }
}
