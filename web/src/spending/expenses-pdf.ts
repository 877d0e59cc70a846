import { pdfWidth } from '../pdf/pdf-text.ts'
import { pageSize, writePdf, type PdfElement, type PdfLine, type PdfTag } from '../pdf/write-pdf.ts'

/** One invoice of the document, written out. */
export interface ExpenseRow {
  readonly day: string
  readonly place: string
  /** whose it is, and its acts */
  readonly detail: string
  /** total, obligatory, complementary, left to pay: as the columns */
  readonly amounts: readonly string[]
}

/** All that the document says, in its language; nothing in it is computed here. */
export interface ExpensesText {
  readonly language: string
  readonly title: string
  readonly lead: readonly string[]
  /** the day, the place, then one for each amount */
  readonly columns: readonly [day: string, place: string, ...amounts: string[]]
  readonly sum: string
  readonly sums: readonly string[]
  readonly rows: readonly ExpenseRow[]
  readonly made: string
  readonly page: (page: number, pages: number) => string
}

const margin = 48
const right = pageSize.width - margin
const bottom = pageSize.height - 72
const dayWidth = 66
const amountWidth = 66
const placeAt = margin + dayWidth
const size = 9.5

/** The expenses of a period as a tagged PDF: what it is, the totals, then a table that goes on from page to page. */
export function expensesPdf(text: ExpensesText): Uint8Array<ArrayBuffer> {
  const pdf = writePdf(text)
  const { document } = pdf
  let y = margin
  pdf.newPage()
  pdf.foot((page, pages) => {
    const said = text.page(page, pages)
    return { text: said, x: right - pdfWidth(said, 8), size: 8 }
  })
  y += 18
  pdf.add(document, 'H1', [{ text: text.title, x: margin, y, size: 20, isBold: true }])
  for (const line of text.lead) paragraph(line, 10.5, 16)
  y += 10
  const table = pdf.add(document, 'Table')
  head()
  row('TH', { day: '', place: text.sum, detail: '', amounts: text.sums }, true)
  for (const each of text.rows) row('TD', each)
  y += 8
  paragraph(text.made, 8.5, 12)
  return pdf.finish()

  function paragraph(words: string, letter: number, leading: number): void {
    const lines = wrap(words, right - margin, letter).map((line): PdfLine => {
      y += leading
      return { text: line, x: margin, y, size: letter }
    })
    pdf.add(document, 'P', lines)
  }

  function head(): void {
    const [day, place, ...amounts] = text.columns
    y += 14
    const tr = pdf.add(table, 'TR')
    cells(tr, 'TH', { day, place, detail: '', amounts }, true)
    y += 6
    pdf.rule(y, margin, right)
  }

  function row(tag: PdfTag, each: ExpenseRow, isBold = false): void {
    const room = right - amountWidth * each.amounts.length - placeAt - 8
    const details = each.detail === '' ? [] : wrap(each.detail, room, 8.5)
    const places = wrap(each.place, room, size)
    const height = 14 + 12 * (places.length - 1) + 11 * details.length
    if (y + height + 6 > bottom) {
      pdf.newPage()
      y = margin
      head()
    }
    y += 14
    cells(pdf.add(table, 'TR'), tag, each, isBold, places, details)
    y += 12 * (places.length - 1) + 11 * details.length + 6
    pdf.rule(y, margin, right)
  }

  function cells(
    tr: PdfElement,
    tag: PdfTag,
    { day, place, amounts }: ExpenseRow,
    isBold: boolean,
    places: readonly string[] = [place],
    details: readonly string[] = [],
  ): void {
    pdf.add(tr, tag, [{ text: day, x: margin, y, size, isBold }])
    const under = y + 12 * (places.length - 1)
    pdf.add(tr, tag, [
      ...places.map((line, at) => ({ text: line, x: placeAt, y: y + 12 * at, size, isBold })),
      ...details.map((line, at) => ({
        text: line,
        x: placeAt,
        y: under + 11 * (at + 1),
        size: 8.5,
      })),
    ])
    for (const [at, amount] of amounts.entries()) {
      const end = right - amountWidth * (amounts.length - 1 - at)
      pdf.add(tr, tag, [{ text: amount, x: end - pdfWidth(amount, size, isBold), y, size, isBold }])
    }
  }
}

/** Words on as many lines as they need; a word wider than a line has one of its own. */
function wrap(text: string, room: number, letter: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/[ \n]+/)) {
    const last = lines.at(-1)
    const longer = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && pdfWidth(longer, letter) <= room) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
