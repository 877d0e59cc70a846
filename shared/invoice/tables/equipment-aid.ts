import { type DatedRow, rowAt } from './dated-row.ts'

/** What a professional gets once, for the first invoice accepted through the app. Cents. */
export interface EquipmentAidRow extends DatedRow<'first-invoice'> {
  readonly cents: number
}

const source = 'whatsupdoc 11/2025, CPAM 31 11/2025 (DOMAIN.md 0)'

export const equipmentAids: readonly EquipmentAidRow[] = [
  {
    key: 'first-invoice',
    from: '2025-01-01',
    to: '2025-12-31',
    cents: 28_000,
    confidence: 'B',
    source,
  },
  {
    key: 'first-invoice',
    from: '2026-01-01',
    to: '2026-12-31',
    cents: 14_000,
    confidence: 'B',
    source,
    note: 'Nothing is known beyond 2026: no aid is told.',
  },
]

/** The aid of a first invoice on that day, in cents; undefined on a day for which none is known. */
export function equipmentAidAt(day: string): number | undefined {
  return rowAt(equipmentAids, 'first-invoice', day)?.cents
}
