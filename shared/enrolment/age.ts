import { dayInFrance } from '../day/day-in-france.ts'

/** Full years at `now`, by the day in France, of somebody born YYYY-MM-DD. A month or day that does not exist counts as the end of the year. */
export function ageAt(birthDate: string, now: Date): number {
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number)
  const isReal = month >= 1 && month <= 12 && day >= 1
  const [birthMonth, birthDay] = isReal ? [month, day] : [12, 31]
  const [yearNow = 0, monthNow = 0, dayNow = 0] = dayInFrance(now).split('-').map(Number)
  const hasPassed = monthNow > birthMonth || (monthNow === birthMonth && dayNow >= birthDay)
  return yearNow - year - (hasPassed ? 0 : 1)
}
