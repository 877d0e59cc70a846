import type { DatedRow } from './dated-row.ts'
import type { Nature } from './nature.ts'

/** What is kept back for each act, box or journey, with the most for a day where there is one. Cents. */
export interface RetentionRow extends DatedRow<RetentionKind> {
  readonly cents: number
  readonly dayCents?: number
}

export type FranchiseKind = 'box' | 'paramedical' | 'transport'
export type RetentionKind = 'participation' | FranchiseKind

/** The most kept back in a calendar year, by the day of care. Cents. */
export interface YearRow extends DatedRow<'participation' | 'franchise'> {
  readonly cents: number
}

/** Dentists and midwives have none; what is added to an act (a night, a journey) is no act of its own. */
export const retentionOf: Readonly<Partial<Record<Nature, RetentionKind>>> = {
  medical: 'participation',
  laboratory: 'participation',
  paramedical: 'paramedical',
  transport: 'transport',
  'medicine-100': 'box',
  'medicine-65': 'box',
  'medicine-30': 'box',
  'medicine-15': 'box',
}

const press = 'francetvinfo, latribune, Que Choisir n122662, magnolia (DOMAIN.md 4.6)'
const known = 'common knowledge'
const open = 'A doubling was proposed for 2026; its outcome was not found, so no row tells it.'

/** The day's most is by professional for the participation, and over all professionals for a franchise. */
export const retentions: readonly RetentionRow[] = [
  {
    key: 'participation',
    from: '2024-01-01',
    to: '2024-05-14',
    cents: 100,
    dayCents: 400,
    confidence: 'D',
    source: known,
  },
  {
    key: 'participation',
    from: '2024-05-15',
    cents: 200,
    dayCents: 400,
    confidence: 'B',
    source: press,
    note: open,
  },
  {
    key: 'box',
    from: '2024-01-01',
    to: '2024-03-30',
    cents: 50,
    confidence: 'D',
    source: known,
  },
  { key: 'box', from: '2024-03-31', cents: 100, confidence: 'B', source: press, note: open },
  {
    key: 'paramedical',
    from: '2024-01-01',
    to: '2024-03-30',
    cents: 50,
    dayCents: 200,
    confidence: 'D',
    source: known,
  },
  {
    key: 'paramedical',
    from: '2024-03-31',
    cents: 100,
    dayCents: 400,
    confidence: 'B',
    source: press,
    note: open,
  },
  {
    key: 'transport',
    from: '2024-01-01',
    to: '2024-03-30',
    cents: 200,
    dayCents: 400,
    confidence: 'D',
    source: known,
  },
  {
    key: 'transport',
    from: '2024-03-31',
    cents: 400,
    dayCents: 800,
    confidence: 'B',
    source: press,
    note: open,
  },
]

const year = 'That the year is the one of the day of care is this program’s simplification.'

export const yearCeilings: readonly YearRow[] = [
  {
    key: 'participation',
    from: '2024-01-01',
    cents: 5000,
    confidence: 'B',
    source: press,
    note: year,
  },
  { key: 'franchise', from: '2024-01-01', cents: 5000, confidence: 'B', source: press, note: year },
]
