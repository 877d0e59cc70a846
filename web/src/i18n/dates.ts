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

const made = new Map<string, Dates>()

/** Dates in one language and, unless told, the phone's own time zone; these are made once, and again after a journey. */
export function datesIn(language: Language, timeZone?: string): Dates {
  const place = `${language}|${timeZone ?? new Date().getTimezoneOffset()}`
  const known = made.get(place)
  if (known !== undefined) return known
  const dates = makeDates(language, timeZone)
  made.set(place, dates)
  return dates
}

function makeDates(language: Language, timeZone?: string): Dates {
  const zone = timeZone === undefined ? {} : { timeZone }
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
  // A formatter costs milliseconds on a slow phone: each is made when it is first wanted.
  const format = (where: string, options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(where, { ...zone, ...options }))
  const longDay = format(locale, { dateStyle: 'long' })
  const shortDay = format(locale, { day: 'numeric', month: 'long' })
  const seconds = format('fr-FR', { timeStyle: 'medium' })
  const minutesOfDay = format('en-GB', { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' })
  const calendar = format('en-CA', { dateStyle: 'short' })
  const utcDay = format(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const relative = once(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))

  function hour(date: Date): string {
    const found = new Map(
      minutesOfDay()
        .formatToParts(date)
        .map(({ type, value }) => [type, value]),
    )
    const hours = Number(found.get('hour'))
    const minutes = found.get('minute') ?? ''
    if (language === 'en') return `${String(hours).padStart(2, '0')}:${minutes}`
    // No-break spaces keep "8 h 12" on one line.
    return minutes === '00' ? `${hours}\u00a0h` : `${hours}\u00a0h\u00a0${minutes}`
  }

  function daysBetween(date: Date, now: Date): number {
    return Math.round(
      (Date.parse(calendar().format(date)) - Date.parse(calendar().format(now))) / 86_400_000,
    )
  }

  return {
    day: (date) => firstOfMonth(longDay().format(date)),
    dayOfYear: (date) => firstOfMonth(shortDay().format(date)),
    hour,
    clock: (date) => seconds().format(date),
    moment(date, now) {
      const days = daysBetween(date, now)
      const isNear = Math.abs(days) <= 1
      if (language === 'en')
        return `${isNear ? relative().format(days, 'day') : `on ${shortDay().format(date)}`} at ${hour(date)}`
      return `${isNear ? relative().format(days, 'day') : `le ${firstOfMonth(shortDay().format(date))}`} à ${hour(date)}`
    },
    until(date, now) {
      const days = daysBetween(date, now)
      const day = firstOfMonth(shortDay().format(date))
      if (days === 0) return language === 'fr' ? `jusqu’à ${hour(date)}` : `until ${hour(date)}`
      if (language === 'en') return `until ${days === 1 ? 'tomorrow' : day} at ${hour(date)}`
      return days === 1 ? `jusqu’à demain ${hour(date)}` : `jusqu’au ${day} à ${hour(date)}`
    },
    birth(yyyymmdd) {
      const digits = String(yyyymmdd).padStart(8, '0')
      const [year, month, date] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)]
      const real = new Date(`${year}-${month}-${date}T00:00:00Z`)
      const isReal = !Number.isNaN(real.getTime()) && real.getUTCDate() === Number(date)
      return isReal ? firstOfMonth(utcDay().format(real)) : `${date}/${month}/${year}`
    },
  }

  function firstOfMonth(said: string): string {
    return language === 'fr' ? said.replace(/^1 /, '1er ') : said
  }
}

function once<T>(make: () => T): () => T {
  let value: T | undefined
  return () => (value ??= make())
}
