/** The day, YYYY-MM-DD, that an instant falls on for whoever works in France; milliseconds where it is a number. */
export function dayInFrance(at: Date | number): string {
  return format.format(at)
}

/** Sweden writes its days as YYYY-MM-DD. */
const format = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris' })

/** The instant at which a day begins in France, one hour or two before it does in Greenwich. */
export function beginningOfDay(day: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const summer = new Date(midnight - 2 * 3_600_000)
  return dayInFrance(summer) === day ? summer : new Date(midnight - 3_600_000)
}

/** The instant at which a day in France is over. */
export function endOfDay(day: string): Date {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 3_600_000)
  return beginningOfDay(next.toISOString().slice(0, 10))
}
