import type { DatedRow } from './dated-row.ts'

/**
 * What leaving the care path costs: points off the rate of a doctor's act, from an age on. 70 % less 40 points is the
 * 30 % of DOMAIN.md 4.6.
 */
export interface OffPathRow extends DatedRow<'medical'> {
  readonly points: number
  readonly fromAge: number
}

export const offPath: readonly OffPathRow[] = [
  {
    key: 'medical',
    from: '2024-01-01',
    points: 40,
    fromAge: 16,
    confidence: 'B',
    source: 'magnolia, chorum (DOMAIN.md 4.6)',
    note: 'Only 30 % in place of 70 % is from the sources; the same points off other rates, and the age of 16, are common knowledge.',
  },
]
