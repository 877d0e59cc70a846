import type { DatedRow } from './dated-row.ts'
import type { Nature } from './nature.ts'

/** The part of the tariff that obligatory cover pays, in percent. */
export interface RateRow extends DatedRow<Nature> {
  readonly percent: number
}

const from = '2024-01-01'
const press = 'magnolia, chorum, placedesfinances (DOMAIN.md 4.6)'
const known = 'common knowledge'
const conflict =
  'Sources conflict: ameli’s table of 2024-09-24 says 70 %, others 60 %. To be verified before use.'

/** DOMAIN.md 4.6. `medical` is care on the care path; what leaving it costs is in off-path.ts. */
export const rates: readonly RateRow[] = [
  { key: 'medical', from, percent: 70, confidence: 'B', source: press },
  { key: 'midwifery', from, percent: 70, confidence: 'D', source: known },
  { key: 'dental', from, percent: 60, confidence: 'C', source: known, note: conflict },
  { key: 'paramedical', from, percent: 60, confidence: 'C', source: known, note: conflict },
  { key: 'laboratory', from, percent: 60, confidence: 'B', source: press },
  { key: 'dispensing', from, percent: 70, confidence: 'D', source: known },
  { key: 'transport', from, percent: 55, confidence: 'D', source: known },
  { key: 'medicine-100', from, percent: 100, confidence: 'B', source: press },
  { key: 'medicine-65', from, percent: 65, confidence: 'B', source: press },
  { key: 'medicine-30', from, percent: 30, confidence: 'B', source: press },
  { key: 'medicine-15', from, percent: 15, confidence: 'B', source: press },
]

const localNote = 'DOMAIN.md knows 90 % of a visit; for this nature it is common knowledge.'

/** The same with the local cover of Alsace-Moselle, its own part included. */
export const localRates: readonly RateRow[] = [
  { key: 'medical', from, percent: 90, confidence: 'B', source: press },
  { key: 'midwifery', from, percent: 90, confidence: 'D', source: known, note: localNote },
  { key: 'dental', from, percent: 90, confidence: 'D', source: known, note: localNote },
  { key: 'paramedical', from, percent: 90, confidence: 'D', source: known, note: localNote },
  { key: 'laboratory', from, percent: 90, confidence: 'D', source: known, note: localNote },
  { key: 'dispensing', from, percent: 90, confidence: 'D', source: known, note: localNote },
  { key: 'transport', from, percent: 100, confidence: 'D', source: known, note: localNote },
  { key: 'medicine-100', from, percent: 100, confidence: 'B', source: press },
  { key: 'medicine-65', from, percent: 90, confidence: 'D', source: known, note: localNote },
  { key: 'medicine-30', from, percent: 80, confidence: 'D', source: known, note: localNote },
  { key: 'medicine-15', from, percent: 80, confidence: 'D', source: known, note: localNote },
]
