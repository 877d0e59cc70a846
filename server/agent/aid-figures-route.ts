import type { FastifyInstance } from 'fastify'
import { equipmentAidAt } from '@etui/shared/invoice/tables/equipment-aid.ts'
import { readAidFigures } from '@etui/shared/wire/figures.ts'
import type { Clock } from '../clock.ts'
import { serve } from '../http/serve.ts'
import { dayInFrance } from '@etui/shared/day/day-in-france.ts'
import type { AidFigures } from './aid-figures.ts'

export interface AidFiguresNeeds {
  readonly aidFigures: AidFigures
  readonly clock: Clock
}

/** The figures of the equipment aid. Belongs in the agents' scope. */
export async function aidFiguresRoute(
  scope: FastifyInstance,
  { aidFigures, clock }: AidFiguresNeeds,
): Promise<void> {
  scope.route(
    serve(readAidFigures)(async () => {
      const now = clock()
      const today = dayInFrance(now)
      const opened = await aidFigures.byMonth(now)
      const thisYear = Number(today.slice(0, 4))
      const years = Map.groupBy(opened, ({ month }) => Number(month.slice(0, 4)))
      return {
        serverTime: now.getTime(),
        todayCents: equipmentAidAt(today) ?? 0,
        years: [...years]
          .map(([year, months]) => ({
            year,
            opened: months.reduce((sum, each) => sum + each.opened, 0),
            totalCents: months.reduce((sum, each) => sum + each.totalCents, 0),
          }))
          .toSorted((one, other) => other.year - one.year),
        months: Array.from({ length: 12 }, (_, at) => {
          const month = `${thisYear}-${String(at + 1).padStart(2, '0')}`
          return opened.find((each) => each.month === month)?.opened ?? 0
        }),
      }
    }),
  )
}
