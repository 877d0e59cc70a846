import type { InvoiceShares } from './shares.ts'
import { needRowAt } from './tables/dated-row.ts'
import type { FranchiseKind } from './tables/retentions.ts'
import { type InvoiceTables, invoiceTables } from './tables/tables.ts'

/** What one invoice adds towards one ceiling. Cents. */
export interface Taking {
  /** of the calendar year of care, or of the day itself */
  readonly span: 'year' | 'day'
  /** a day's participation is by professional, everything else over all of them */
  readonly kind: 'participation' | 'franchise' | FranchiseKind
  readonly cents: number
  readonly ceilingCents: number
}

/**
 * What an invoice takes of each ceiling, always in the same order; nothing where it takes nothing. A counter-invoice takes
 * less than nothing. Refuses with `care-day` a day of which no ceiling is known.
 */
export function takingsOf(
  shares: Pick<InvoiceShares, 'lines'>,
  day: string,
  tables: InvoiceTables = invoiceTables,
): Taking[] {
  const takings: Taking[] = []
  const add = (span: Taking['span'], kind: Taking['kind'], cents: number) => {
    if (cents === 0) return
    const ceilingCents = ceilingOf(span, kind, day, tables)
    if (ceilingCents !== undefined) takings.push({ span, kind, cents, ceilingCents })
  }
  let [participation, franchise] = [0, 0]
  const byKind = { box: 0, paramedical: 0, transport: 0 }
  for (const line of shares.lines) {
    participation += line.participationCents
    franchise += line.franchiseCents
    if (line.franchiseKind) byKind[line.franchiseKind] += line.franchiseCents
  }
  add('year', 'participation', participation)
  add('year', 'franchise', franchise)
  add('day', 'participation', participation)
  for (const kind of ['box', 'paramedical', 'transport'] as const) add('day', kind, byKind[kind])
  return takings
}

function ceilingOf(
  span: Taking['span'],
  kind: Taking['kind'],
  day: string,
  tables: InvoiceTables,
): number | undefined {
  if (span === 'day') {
    return kind === 'franchise' ? undefined : needRowAt(tables.retentions, kind, day).dayCents
  }
  if (kind !== 'participation' && kind !== 'franchise') return undefined
  return needRowAt(tables.yearCeilings, kind, day).cents
}
