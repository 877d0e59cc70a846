import { pdfHex } from './pdf-text.ts'

/** A4, in points; `y` grows downwards here. */
export const pageSize = { width: 595, height: 842 } as const

/** What a part of a document is, for whoever has it read aloud (PDF 32000-1, 14.8.4). */
export type PdfTag = 'Document' | 'H1' | 'H2' | 'P' | 'Table' | 'TR' | 'TH' | 'TD'

export interface PdfLine {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly size: number
  readonly isBold?: boolean
}

/** An element of the document, to put others in. */
export interface PdfElement {
  readonly tag: PdfTag
  readonly parent: PdfElement | null
  readonly kids: (PdfElement | { readonly page: number; readonly mark: number })[]
}

export interface PdfWriter {
  readonly document: PdfElement
  /** All that is written goes to the newest page. */
  newPage(): void
  /** Adds an element with its lines, in the order in which it is read. */
  add(parent: PdfElement, tag: PdfTag, lines?: readonly PdfLine[]): PdfElement
  /** A line that is drawn, and not read. */
  rule(y: number, from: number, to: number): void
  /** Says something at the foot of each page that is no part of the document. */
  foot(say: (page: number, pages: number) => Omit<PdfLine, 'y'>): void
  /** The bytes of the file. */
  finish(): Uint8Array<ArrayBuffer>
}

/**
 * Writes one PDF 1.7 of text and lines: tagged, in the language it says, set in Helvetica, which every reader has. It needs
 * no library: pages of text in a standard font are a few objects, and libraries weigh as much as the whole app.
 */
export function writePdf(about: { readonly title: string; readonly language: string }): PdfWriter {
  const document: PdfElement = { tag: 'Document', parent: null, kids: [] }
  const pages: { drawn: string[]; marks: PdfElement[] }[] = []
  let sayFoot: Parameters<PdfWriter['foot']>[0] | undefined

  function page() {
    const last = pages.at(-1)
    if (last === undefined) throw new TypeError('a page comes first')
    return last
  }

  return {
    document,
    newPage: () => void pages.push({ drawn: [], marks: [] }),
    add(parent, tag, lines = []) {
      const element: PdfElement = { tag, parent, kids: [] }
      parent.kids.push(element)
      if (lines.length > 0) {
        const { drawn, marks } = page()
        drawn.push(`/${tag} <</MCID ${marks.length}>> BDC ${lines.map(drawText).join(' ')} EMC`)
        element.kids.push({ page: pages.length - 1, mark: marks.length })
        marks.push(element)
      }
      return element
    },
    rule(y, from, to) {
      const at = pageSize.height - y
      page().drawn.push(`/Artifact BMC 0.7 G 0.5 w ${from} ${at} m ${to} ${at} l S EMC`)
    },
    foot: (say) => void (sayFoot = say),
    finish() {
      for (const [at, { drawn }] of pages.entries()) {
        const line = sayFoot?.(at + 1, pages.length)
        const y = pageSize.height - 36
        if (line) drawn.push(`/Artifact BMC ${drawText({ ...line, y })} EMC`)
      }
      return join(objectsOf(about, document, pages))
    },
  }
}

function drawText({ text, x, y, size, isBold }: PdfLine): string {
  const at = `${x.toFixed(2)} ${(pageSize.height - y).toFixed(2)}`
  return `BT /${isBold ? 'B' : 'R'} ${size} Tf ${at} Td <${pdfHex(text)}> Tj ET`
}

type Page = { readonly drawn: readonly string[]; readonly marks: readonly PdfElement[] }

/** Every object of the file, its number being its place from 1 on. */
function objectsOf(
  { title, language }: { readonly title: string; readonly language: string },
  document: PdfElement,
  pages: readonly Page[],
): string[] {
  const elements = [...walk(document)]
  const [firstPage, firstElement] = [8, 8 + 2 * pages.length]
  const pageOf = (at: number) => `${firstPage + 2 * at} 0 R`
  const refOf = (element: PdfElement) => `${firstElement + elements.indexOf(element)} 0 R`
  const kid = (each: PdfElement['kids'][number]) =>
    'mark' in each ? `<</Type /MCR /Pg ${pageOf(each.page)} /MCID ${each.mark}>>` : refOf(each)
  const marks = pages.map(({ marks: of }, at) => `${at} [${of.map(refOf).join(' ')}]`)
  return [
    `<</Type /Catalog /Pages 2 0 R /Lang (${language}) /MarkInfo <</Marked true>> /StructTreeRoot 6 0 R /ViewerPreferences <</DisplayDocTitle true>>>>`,
    `<</Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => pageOf(at)).join(' ')}]>>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<</Title <feff${utf16(title)}> /Producer (Etui)>>`,
    `<</Type /StructTreeRoot /K ${refOf(document)} /ParentTree 7 0 R /ParentTreeNextKey ${pages.length}>>`,
    `<</Nums [${marks.join(' ')}]>>`,
    ...pages.flatMap(({ drawn }, at) => {
      const content = drawn.join('\n')
      return [
        `<</Type /Page /Parent 2 0 R /MediaBox [0 0 ${pageSize.width} ${pageSize.height}] /Resources <</Font <</R 3 0 R /B 4 0 R>>>> /Contents ${firstPage + 2 * at + 1} 0 R /StructParents ${at} /Tabs /S>>`,
        `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
      ]
    }),
    ...elements.map(({ tag, parent, kids }) => {
      const scope = tag === 'TH' ? ' /A <</O /Table /Scope /Column>>' : ''
      const over = parent ? refOf(parent) : '6 0 R'
      return `<</Type /StructElem /S /${tag} /P ${over} /K [${kids.map(kid).join(' ')}]${scope}>>`
    }),
  ]
}

function font(name: string): string {
  return `<</Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding>>`
}

function* walk(element: PdfElement): Generator<PdfElement> {
  yield element
  for (const each of element.kids) if ('kids' in each) yield* walk(each)
}

function utf16(text: string): string {
  return Array.from({ length: text.length }, (_, at) =>
    text.charCodeAt(at).toString(16).padStart(4, '0'),
  ).join('')
}

/** The file around its objects: all of it is ASCII, so that a character is a byte. */
function join(objects: readonly string[]): Uint8Array<ArrayBuffer> {
  let file = '%PDF-1.7\n'
  const places = objects.map((object, at) => {
    const place = file.length
    file += `${at + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`)
  const size = objects.length + 1
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}`
  const trailer = `trailer\n<</Size ${size} /Root 1 0 R /Info 5 0 R>>\nstartxref\n${file.length}\n%%EOF\n`
  return new TextEncoder().encode(file + table + trailer)
}
