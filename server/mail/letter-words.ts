/** `123 456`: read in two breaths, and still found by a phone that offers to fill codes in. */
export function spaced(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`
}

/** Days and hours are those of Paris, and letters say so: where the reader is, they cannot know. */
export function parisTime(locale: string): {
  day: (at: Date) => string
  hour: (at: Date) => string
} {
  const timeZone = 'Europe/Paris'
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone })
  const hour = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone })
  return { day: (at) => day.format(at), hour: (at) => hour.format(at) }
}
