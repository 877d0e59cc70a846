import { type Assumptions, assumptionsOf } from '@etui/shared/invoice/assumptions.ts'
import { type InvoiceColumn, invoicesCsv, type ListedInvoice } from '@etui/shared/invoice/csv.ts'
import { calledName } from '@etui/shared/card/said-name.ts'
import type { Invoice } from '@etui/shared/wire/invoice.ts'
import type { InvoiceContent, OpenedEntry } from '../../src/journal/entry-content.ts'

export interface CsvWords {
  readonly headings: Readonly<Record<InvoiceColumn, string>>
  readonly stateOf: (invoice: Invoice) => string
  readonly noteOf: (assumptions: Assumptions) => string
  readonly keptStateOf: (content: InvoiceContent) => string
}

/**
 * The list of a day as a spreadsheet opens it. A professional's own list: pending invoices are not in it; those kept here
 * are, each saying that it is an estimate.
 */
export function dayCsv(
  invoices: readonly Invoice[],
  kept: readonly OpenedEntry<InvoiceContent>[],
  { headings, stateOf, noteOf, keptStateOf }: CsvWords,
): string {
  const final = invoices.filter(({ state }) => state !== 'pending')
  return invoicesCsv(headings, [
    ...final.map((invoice): ListedInvoice => {
      const { invoiceId: id, careDay: day, lines, shares } = invoice
      const written = shares.lines.map((line) => ({ ...line, because: [] }))
      return {
        invoice: { id, day, lines, shares: { ...shares, lines: written } },
        who: whoOf(invoice),
        state: stateOf(invoice),
        note: noteOf(shares),
      }
    }),
    ...kept.map(({ entryId: id, content }): ListedInvoice => {
      const { care, estimate, person } = content
      return {
        invoice: { id, day: care.careDay, lines: care.lines, shares: estimate },
        who: whoOf(person),
        state: keptStateOf(content),
        note: noteOf(assumptionsOf(estimate)),
      }
    }),
  ])
}

function whoOf({ familyName, givenNames }: Pick<Invoice, 'familyName' | 'givenNames'>): string {
  return `${familyName} ${calledName(givenNames)}`
}
