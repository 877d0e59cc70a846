import type { Invoice } from './invoice.ts'

/** A text, a whole number, or an amount in cents, written in euros with a comma. */
export type CsvCell = string | number | { readonly cents: number }

/**
 * A table as CSV (RFC 4180: CRLF, quotes doubled) as a French spreadsheet opens it by a double click: UTF-8 with its
 * mark, `;` between cells, amounts as `-1234,50`. A text that a spreadsheet would take for a formula is led by an
 * apostrophe. Throws TypeError for a number or an amount that is not whole.
 */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  const lines = rows.map((cells) => `${cells.map(writeCell).join(';')}\r\n`)
  return `\uFEFF${lines.join('')}`
}

/** The columns of a list of invoices, in order; their headings are the app's texts. */
export const invoiceColumns = [
  'day',
  'who',
  'invoice',
  'state',
  'code',
  'label',
  'quantity',
  'total',
  'obligatory',
  'complementary',
  'patient',
  'participation',
  'franchise',
  'note',
] as const
export type InvoiceColumn = (typeof invoiceColumns)[number]

/** An invoice with what the app says of it: the patient's name at a counter, the professional's in the holder's app. */
export interface ListedInvoice {
  readonly invoice: Pick<Invoice, 'id' | 'day' | 'lines' | 'shares'>
  readonly who: string
  readonly state: string
  /** what its amounts take for granted */
  readonly note: string
}

/** A list of invoices as CSV, a row for each line of each invoice, counter-invoices with their negative amounts. */
export function invoicesCsv(
  headings: Readonly<Record<InvoiceColumn, string>>,
  listed: readonly ListedInvoice[],
): string {
  return csvText([invoiceColumns.map((column) => headings[column]), ...listed.flatMap(rowsOf)])
}

function rowsOf({ invoice, who, state, note }: ListedInvoice): CsvCell[][] {
  return invoice.lines.map((line, index) => {
    const shares = invoice.shares.lines[index]
    if (!shares) throw new TypeError('an invoice has shares for each of its lines')
    return [
      invoice.day,
      who,
      invoice.id,
      state,
      line.code,
      line.label ?? '',
      line.quantity,
      { cents: shares.totalCents },
      { cents: shares.obligatoryCents },
      { cents: shares.complementaryCents },
      { cents: shares.patientCents },
      { cents: shares.participationCents },
      { cents: shares.franchiseCents },
      note,
    ]
  })
}

function writeCell(cell: CsvCell): string {
  if (typeof cell === 'number') return String(whole(cell))
  if (typeof cell !== 'string') return euros(whole(cell.cents))
  const harmless = formulaStart.test(cell) ? `'${cell}` : cell
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** What a spreadsheet may take for a formula: also after blanks, and by the wide signs of an Asian keyboard. */
const formulaStart = /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r]/

/** No blank between thousands: a spreadsheet would read a text. */
function euros(cents: number): string {
  const size = Math.abs(cents)
  const rest = String(size % 100).padStart(2, '0')
  return `${cents < 0 ? '-' : ''}${Math.floor(size / 100)},${rest}`
}

function whole(amount: number): number {
  if (!Number.isSafeInteger(amount)) throw new TypeError('not a whole number')
  return amount
}
