import type { DatedRow } from './dated-row.ts'
import type { Nature } from './nature.ts'

/**
 * Codes of exemption (DOMAIN.md 4.3): 3 exempting services, 4 long-lasting illness (ALD), 5 exempt persons, 7 prevention,
 * 9 solidarity fund for the aged.
 */
export const exemptions = ['0', '3', '4', '5', '7', '9'] as const
export type Exemption = (typeof exemptions)[number]
/** One that is there: what a registry may tell of a person. */
export type ExemptionCode = Exclude<Exemption, '0'>

/** The least percent that obligatory cover pays of a person or care so marked, whatever the nature says. */
export interface RaisedRateRow extends DatedRow<ExemptionCode | 'state-aid'> {
  readonly percent: number
  /** natures that keep their own rate */
  readonly except: readonly Nature[]
}

const from = '2024-01-01'
const except = ['medicine-15'] as const
const exceptNote = 'That medicines of the lowest class keep their rate is common knowledge.'
const press = 'chorum, placedesfinances (DOMAIN.md 4.6)'
const codes = 'the code from DOMAIN.md 4.3, its rate common knowledge'

export const raisedRates: readonly RaisedRateRow[] = [
  { key: '3', from, percent: 100, except, confidence: 'D', source: codes, note: exceptNote },
  { key: '4', from, percent: 100, except, confidence: 'B', source: press, note: exceptNote },
  { key: '5', from, percent: 100, except, confidence: 'D', source: codes, note: exceptNote },
  { key: '7', from, percent: 100, except, confidence: 'D', source: codes, note: exceptNote },
  { key: '9', from, percent: 80, except, confidence: 'B', source: press, note: exceptNote },
  {
    key: 'state-aid',
    from,
    percent: 100,
    except,
    confidence: 'D',
    source: 'common knowledge',
    note: exceptNote,
  },
]
