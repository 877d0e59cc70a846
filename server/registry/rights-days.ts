import { dayInFrance } from '@etui/shared/day/day-in-france.ts'
import type { Rights } from './registry.ts'

/** The first day of rights and their last, YYYY-MM-DD in France, both included. */
export function rightsDays({ from, to }: Pick<Rights, 'from' | 'to'>) {
  return {
    from: dayInFrance(from),
    // They hold until that instant: the day before it is the last, where it is a midnight.
    ...(to && { to: dayInFrance(new Date(to.getTime() - 1)) }),
  }
}
