import { type DatedRow, rowAt } from './dated-row.ts'

/** The price of a letter, or of one point of a letter with coefficient, in cents. */
export interface TariffRow extends DatedRow {
  readonly cents: number
}

const known = 'common knowledge'
const since = 'The price is from magnolia (DOMAIN.md 4.6), its first day common knowledge.'

/**
 * Prices offered to a professional, who types the true one: but for the visit at 30 euros none has been checked, and the
 * overseas departments have their own.
 */
export const tariffs: readonly TariffRow[] = [
  { key: 'G', from: '2024-01-01', to: '2024-12-21', cents: 2650, confidence: 'D', source: known },
  { key: 'G', from: '2024-12-22', cents: 3000, confidence: 'D', source: known, note: since },
  { key: 'GS', from: '2024-01-01', to: '2024-12-21', cents: 2650, confidence: 'D', source: known },
  { key: 'GS', from: '2024-12-22', cents: 3000, confidence: 'D', source: known, note: since },
  { key: 'TCG', from: '2024-01-01', cents: 2500, confidence: 'D', source: known },
  { key: 'APC', from: '2024-12-22', cents: 6000, confidence: 'D', source: known },
  { key: 'AMI', from: '2024-01-01', cents: 315, confidence: 'D', source: known },
]

export interface Tariff {
  readonly cents: number
  readonly confidence: TariffRow['confidence']
}

/**
 * The price to offer for a letter on a day of care, times its coefficient in hundredths, to the cent, half up; undefined
 * where none is known. An offer, never a rule: shares are computed on what the professional types.
 */
export function offeredTariff(
  letter: string,
  day: string,
  coefficientHundredths = 100,
): Tariff | undefined {
  const row = rowAt(tariffs, letter, day)
  if (!row) return undefined
  const cents = Math.floor((row.cents * coefficientHundredths + 50) / 100)
  return { cents, confidence: row.confidence }
}
