/** The day, YYYY-MM-DD, that an instant falls on for whoever works in France. */
export function dayInFrance(at: Date): string {
  return format.format(at)
}

/** Sweden writes its days as YYYY-MM-DD. */
const format = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris' })
