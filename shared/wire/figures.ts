import { Array, Integer, Object, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { Instant } from './shapes.ts'

/** The aid that first invoices opened for the equipment of professionals, in one year. */
export const AidYear = Object({
  year: Integer(),
  opened: Integer({ minimum: 0 }),
  totalCents: Integer({ minimum: 0 }),
})
export type AidYear = Static<typeof AidYear>

/** For the agents: every year since the first, the last first; and the months of this one, of twelve. Nobody is named. */
export const readAidFigures = endpoint({
  method: 'GET',
  url: '/figures/aid',
  answer: Object({
    serverTime: Instant(),
    /** what an aid opened today is worth; 0 where none is known */
    todayCents: Integer({ minimum: 0 }),
    years: Array(AidYear),
    /** how many were opened in each month of the current year, January first */
    months: Array(Integer({ minimum: 0 })),
  }),
  problems: ['sign-in-needed'],
})
