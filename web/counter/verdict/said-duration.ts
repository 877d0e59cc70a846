/** A length of time in the two units that matter: a key of the texts and its blanks. */
export interface SaidDuration {
  readonly key:
    | 'duration.seconds'
    | 'duration.wholeMinutes'
    | 'duration.minutes'
    | 'duration.hours'
    | 'duration.days'
  readonly blanks: Readonly<Record<string, number>>
}

/** `seconds` may be negative: how far, not which way. */
export function sayDuration(seconds: number): SaidDuration {
  const s = Math.abs(Math.round(seconds))
  if (s < 60) return { key: 'duration.seconds', blanks: { s } }
  if (s < 3600 && s % 60 === 0) return { key: 'duration.wholeMinutes', blanks: { m: s / 60 } }
  if (s < 3600) return { key: 'duration.minutes', blanks: { m: Math.floor(s / 60), s: s % 60 } }
  if (s < 48 * 3600) {
    return {
      key: 'duration.hours',
      blanks: { h: Math.floor(s / 3600), m: Math.floor((s % 3600) / 60) },
    }
  }
  return { key: 'duration.days', blanks: { d: Math.floor(s / 86_400) } }
}
