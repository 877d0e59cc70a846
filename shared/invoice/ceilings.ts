import type { Invoice } from './invoice.ts'
import type { UsedCeilings } from './retention.ts'
import type { LineShares } from './shares.ts'
import { isUnconfirmed, needRowAt } from './tables/dated-row.ts'
import type { FranchiseKind } from './tables/retentions.ts'
import { type InvoiceTables, invoiceTables } from './tables/tables.ts'

/** What ceilings need of a past invoice, counter-invoices among them: they take off what they turned. */
export type CountedInvoice = Pick<Invoice, 'day' | 'professionalId'> & {
  readonly shares: {
    readonly lines: readonly Pick<
      LineShares,
      'participationCents' | 'franchiseCents' | 'franchiseKind'
    >[]
  }
}

/** A ceiling of the year and how much of it is reached. Cents. */
export interface CeilingProgress {
  readonly usedCents: number
  readonly ceilingCents: number
  /** nobody has checked that this is the year’s ceiling */
  readonly isUnchecked: boolean
}

/**
 * What was kept back of one person before an invoice. `past` holds that person's invoices of the year, and no other's:
 * rejected ones too until they are countered, since they may be sent again.
 */
export function usedCeilings(
  past: readonly CountedInvoice[],
  { day, professionalId }: { readonly day: string; readonly professionalId: string },
): UsedCeilings {
  const ofYear = past.filter((invoice) => yearOf(invoice.day) === yearOf(day))
  const ofDay = ofYear.filter((invoice) => invoice.day === day)
  const here = ofDay.filter((invoice) => invoice.professionalId === professionalId)
  const ofKind = (kind: FranchiseKind) =>
    sumOf(ofDay, (line) => (line.franchiseKind === kind ? line.franchiseCents : 0))
  return {
    participationDayCents: sumOf(here, (line) => line.participationCents),
    participationYearCents: sumOf(ofYear, (line) => line.participationCents),
    franchiseDayCents: {
      box: ofKind('box'),
      paramedical: ofKind('paramedical'),
      transport: ofKind('transport'),
    },
    franchiseYearCents: sumOf(ofYear, (line) => line.franchiseCents),
  }
}

/**
 * How far one person is towards the ceilings of the year that holds `day`, whose rows give them. Refuses with `care-day` a
 * day of which no ceiling is known.
 */
export function ceilingProgress(
  past: readonly Omit<CountedInvoice, 'professionalId'>[],
  day: string,
  tables: InvoiceTables = invoiceTables,
): { readonly participation: CeilingProgress; readonly franchise: CeilingProgress } {
  const ofYear = past.filter((invoice) => yearOf(invoice.day) === yearOf(day))
  const progress = (kind: 'participation' | 'franchise', used: (line: CountedLine) => number) => {
    const row = needRowAt(tables.yearCeilings, kind, day)
    return {
      usedCents: sumOf(ofYear, used),
      ceilingCents: row.cents,
      isUnchecked: isUnconfirmed(row),
    }
  }
  return {
    participation: progress('participation', (line) => line.participationCents),
    franchise: progress('franchise', (line) => line.franchiseCents),
  }
}

type CountedLine = CountedInvoice['shares']['lines'][number]

/** Never under zero: a counter-invoice whose first is not in the list gives nobody a higher ceiling. */
function sumOf(
  invoices: readonly Pick<CountedInvoice, 'shares'>[],
  part: (line: CountedLine) => number,
): number {
  let cents = 0
  for (const { shares } of invoices) for (const line of shares.lines) cents += part(line)
  return Math.max(0, cents)
}

function yearOf(day: string): string {
  return day.slice(0, 4)
}
