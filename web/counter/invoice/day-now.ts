/** The day in France, YYYY-MM-DD, at an instant in milliseconds. */
export function dayInFrance(at: number): string {
  return format.format(at)
}

/** Sweden writes its days as YYYY-MM-DD. */
const format = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris' })
