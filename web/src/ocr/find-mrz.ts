import { parse } from 'mrz'

/** What a machine-readable zone says, for the person to confirm: dates as YYYY-MM-DD, '' where it says none. */
export interface MrzSaid {
  readonly lines: readonly string[]
  readonly familyName: string
  readonly givenNames: string
  readonly birthDate: string
  readonly documentNumber: string
  readonly expiryDate: string
}

/** Lines and characters a line of the forms there are (ICAO Doc 9303-4 to -6, and the French card of before 2021). */
const forms = [
  { count: 3, length: 30 },
  { count: 2, length: 44 },
  { count: 2, length: 36 },
] as const

/**
 * The machine-readable zone among lines read from a picture, or undefined: only one whose check digits all fit, so that what
 * was misread is never offered. `at` tells which century a birth lies in.
 */
export function findMrz(read: readonly string[], at: Date): MrzSaid | undefined {
  const lines = read.map((line) =>
    line
      .toUpperCase()
      .replace(/[\s«]/g, fillOf)
      .replace(/[^A-Z0-9<]/g, ''),
  )
  for (const { count, length } of forms) {
    for (let from = 0; from + count <= lines.length; from += 1) {
      const zone = lines.slice(from, from + count).map((line) => fit(line, length))
      const said = zone.every((line) => line !== undefined) ? judge(zone, at) : undefined
      if (said !== undefined) return said
    }
  }
  return undefined
}

function fillOf(character: string): string {
  return character === '«' ? '<<' : ''
}

/** A run of fillers is often read one too short or too long; nothing else is touched. */
function fit(line: string, length: number): string | undefined {
  if (line.length === length) return line
  if (Math.abs(line.length - length) > 4 || !line.includes('<<<')) return undefined
  const longest = [...line.matchAll(/<{3,}/g)].reduce((one, other) =>
    other[0].length > one[0].length ? other : one,
  )
  const fill = longest[0].length + length - line.length
  if (fill < 1) return undefined
  const start = line.slice(0, longest.index)
  return start + '<'.repeat(fill) + line.slice(longest.index + longest[0].length)
}

function judge(zone: string[], at: Date): MrzSaid | undefined {
  const result = tryParse(zone)
  const digits = result?.details.filter(({ field }) => field?.endsWith('CheckDigit')) ?? []
  if (!result || digits.length === 0 || !digits.every(({ valid }) => valid)) return undefined
  const { lastName, firstName, birthDate, documentNumber, expirationDate } = result.fields
  if (!lastName || !firstName || !birthDate) return undefined
  return {
    lines: zone,
    familyName: lastName,
    givenNames: firstName,
    birthDate: dateOf(birthDate, (year) => year > at.getUTCFullYear() % 100),
    documentNumber: numberOf(result.format, zone) ?? documentNumber ?? '',
    expiryDate: expirationDate ? dateOf(expirationDate, () => false) : '',
  }
}

/**
 * The number of a French card of before 2021 is the twelve characters its check digit is of; the package splits them by what
 * they are made of.
 */
function numberOf(format: string, zone: readonly string[]): string | undefined {
  return format === 'FRENCH_NATIONAL_ID' ? zone[1]?.slice(0, 12) : undefined
}

/** YYMMDD in full; a zone names no century. '' where a part is unknown, written as fillers (ICAO Doc 9303-3, 4.8). */
function dateOf(digits: string, isLastCentury: (year: number) => boolean): string {
  if (!/^[0-9]{6}$/.test(digits)) return ''
  const year = Number(digits.slice(0, 2))
  const century = isLastCentury(year) ? 1900 : 2000
  return `${century + year}-${digits.slice(2, 4)}-${digits.slice(4, 6)}`
}

function tryParse(zone: string[]) {
  try {
    return parse(zone)
  } catch {
    // The package throws for lines of no form it knows.
    return undefined
  }
}
