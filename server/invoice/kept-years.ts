import { dayInFrance } from '@etui/shared/day/day-in-france.ts'

/** Whoever cared for somebody has two years to be paid for it (Code de la sécurité sociale, L332-1): whole years are kept. */
const yearsBefore = 2

/** The first day of care, YYYY-MM-DD, whose ceilings are kept at an instant: care before it is billed and counted no more. */
export function firstKeptDay(at: Date): string {
  return `${Number(dayInFrance(at).slice(0, 4)) - yearsBefore}-01-01`
}
