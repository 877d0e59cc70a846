import { invoicesCsv, type InvoiceColumn } from '@etui/shared/invoice/csv.ts'
import { calledName } from '@etui/shared/card/said-name.ts'
import type { Invoice } from '@etui/shared/wire/invoice.ts'

export interface CsvWords {
  readonly headings: Readonly<Record<InvoiceColumn, string>>
  readonly stateOf: (invoice: Invoice) => string
}

/** The list of a day as a spreadsheet opens it. A professional's own list: pending invoices are not in it. */
export function dayCsv(invoices: readonly Invoice[], { headings, stateOf }: CsvWords): string {
  const final = invoices.filter(({ state }) => state !== 'pending')
  return invoicesCsv(
    headings,
    final.map((invoice) => ({
      invoice: {
        id: invoice.invoiceId,
        day: invoice.careDay,
        lines: invoice.lines,
        shares: {
          ...invoice.shares,
          lines: invoice.shares.lines.map((line) => ({ ...line, because: [] })),
        },
      },
      who: `${invoice.familyName} ${calledName(invoice.givenNames)}`,
      state: stateOf(invoice),
    })),
  )
}
