import type { Language } from './language.ts'

/** Dates and hours as they are said: "14 avril", "8 h 12" in a sentence, "10:42:07" on a clock. */
export interface Dates {
  /** 12 mars 1984 */
  day(date: Date): string
  /** 14 avril */
  dayOfYear(date: Date): string
  /** 8 h 12, 8:12 am */
  hour(date: Date): string
  /** 10:42:07 */
  clock(date: Date): string
  /** aujourd’hui à 8 h 12, hier à 18 h 04, le 9 avril à 8 h 12 */
  moment(date: Date, now: Date): string
  /** jusqu’à 22 h 33, jusqu’à demain 8 h 12, jusqu’au 9 avril à 8 h 12 */
  until(date: Date, now: Date): string
  /** A birth date YYYYMMDD; month or day may be impossible, and are then written as they stand. */
  birth(yyyymmdd: number): string
}

/** Dates in one language and, unless told, the phone's own time zone. */
export function datesIn(language: Language, timeZone?: string): Dates {
  const zone = timeZone === undefined ? {} : { timeZone }
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
  const longDay = new Intl.DateTimeFormat(locale, { dateStyle: 'long', ...zone })
  const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', ...zone })
  const clock = new Intl.DateTimeFormat('fr-FR', { timeStyle: 'medium', ...zone })
  const parts = new Intl.DateTimeFormat('en-GB', {
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
    ...zone,
  })
  const calendar = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const utcDay = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })

  function hour(date: Date): string {
    const found = new Map(parts.formatToParts(date).map(({ type, value }) => [type, value]))
    const hours = Number(found.get('hour'))
    const minutes = found.get('minute') ?? ''
    if (language === 'en') return `${String(hours).padStart(2, '0')}:${minutes}`
    // No-break spaces keep "8 h 12" on one line.
    return minutes === '00' ? `${hours}\u00a0h` : `${hours}\u00a0h\u00a0${minutes}`
  }

  function daysBetween(date: Date, now: Date): number {
    return Math.round(
      (Date.parse(calendar.format(date)) - Date.parse(calendar.format(now))) / 86_400_000,
    )
  }

  return {
    day: (date) => firstOfMonth(longDay.format(date)),
    dayOfYear: (date) => firstOfMonth(dayOfYear.format(date)),
    hour,
    clock: (date) => clock.format(date),
    moment(date, now) {
      const days = daysBetween(date, now)
      const isNear = Math.abs(days) <= 1
      if (language === 'en')
        return `${isNear ? relative.format(days, 'day') : `on ${dayOfYear.format(date)}`} at ${hour(date)}`
      return `${isNear ? relative.format(days, 'day') : `le ${firstOfMonth(dayOfYear.format(date))}`} à ${hour(date)}`
    },
    until(date, now) {
      const days = daysBetween(date, now)
      const day = firstOfMonth(dayOfYear.format(date))
      if (days === 0) return language === 'fr' ? `jusqu’à ${hour(date)}` : `until ${hour(date)}`
      if (language === 'en') return `until ${days === 1 ? 'tomorrow' : day} at ${hour(date)}`
      return days === 1 ? `jusqu’à demain ${hour(date)}` : `jusqu’au ${day} à ${hour(date)}`
    },
    birth(yyyymmdd) {
      const digits = String(yyyymmdd).padStart(8, '0')
      const [year, month, date] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)]
      const real = new Date(`${year}-${month}-${date}T00:00:00Z`)
      const isReal = !Number.isNaN(real.getTime()) && real.getUTCDate() === Number(date)
      return isReal ? firstOfMonth(utcDay.format(real)) : `${date}/${month}/${year}`
    },
  }

  function firstOfMonth(said: string): string {
    return language === 'fr' ? said.replace(/^1 /, '1er ') : said
  }
}
