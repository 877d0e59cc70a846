import { type Nir, nirFacts } from '@etui/shared/nir/nir.ts'
import { Refusal } from '@etui/shared/refusal.ts'

/**
 * Checks a birth date, YYYY-MM-DD, against the number it comes with. Throws `birth-date-malformed` for a date that is
 * none or to come, `birth-date-differs` when year or month disagree. The number of a demonstration names no real month.
 */
export function checkBirthDate(birthDate: string, nir: Nir, now: Date): void {
  const facts = nirFacts(nir)
  const [year = '', month = '', day = ''] = birthDate.split('-')
  const isLunar = month === '00' || day === '00' || Number(month) > 12
  if (!isLunar) {
    const date = new Date(`${birthDate}T00:00:00Z`)
    const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(birthDate)
    if (!isReal || date > now || Number(year) < 1880) throw new Refusal('birth-date-malformed')
  } else if (Number(year) < 1880 || Number(year) > now.getUTCFullYear() || Number(day) > 31) {
    throw new Refusal('birth-date-malformed')
  }
  const isMonthSame =
    facts.isDemonstration ||
    facts.birthMonth === undefined ||
    isLunar ||
    facts.birthMonth === Number(month)
  if (year.slice(2) !== facts.birthYear || !isMonthSame) throw new Refusal('birth-date-differs')
}
