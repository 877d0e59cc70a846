import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CsvCell, csvText, type InvoiceColumn, invoiceColumns, invoicesCsv } from './csv.ts'
import type { Shares } from './shares.ts'

/** A reader of RFC 4180 with `;`, written for these tests alone. */
function readCsv(text: string): string[][] {
  expect(text.startsWith('\uFEFF')).toBe(true)
  const rows: string[][] = []
  let row: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r\n)/y
  cell.lastIndex = 1
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text)
    if (!found) throw new Error('not CSV')
    row.push(found[1] === undefined ? (found[2] ?? '') : found[1].replaceAll('""', '"'))
    if (found[3] === ';') continue
    rows.push(row)
    row = []
  }
  expect(row).toEqual([])
  return rows
}

function written(cell: CsvCell): string | undefined {
  return readCsv(csvText([[cell]]))[0]?.[0]
}

describe('a table as CSV', () => {
  it('begins with the mark, parts cells by semicolons, ends each row by CR LF', () => {
    expect(csvText([['a', 'b'], [1]])).toBe('\uFEFFa;b\r\n1\r\n')
  })

  it('puts in quotes what would break a row', () => {
    expect(csvText([['a;b', 'say "no"', 'two\r\nlines', 'l’été']])).toBe(
      '\uFEFF"a;b";"say ""no""";"two\r\nlines";l’été\r\n',
    )
  })

  it.each([
    [0, '0,00'],
    [5, '0,05'],
    [2380, '23,80'],
    [-2380, '-23,80'],
    [-5, '-0,05'],
    [123_456_789, '1234567,89'],
  ])('writes %i cents as %s', (cents, text) => {
    expect(written({ cents })).toBe(text)
  })

  it.each(['=1+1', '+33', '-1', '@SUM(A1)', ' =1', '\t=1', '\tx', '\rx', '＝1', '\uFEFF=1'])(
    'makes %j harmless',
    (text) => {
      expect(written(text)).toBe(`'${text}`)
    },
  )

  it('throws on an amount or a number that is not whole', () => {
    expect(() => csvText([[0.5]])).toThrow(TypeError)
    expect(() => csvText([[{ cents: Number.NaN }]])).toThrow(TypeError)
  })

  it('is read back as written, and no cell begins as a formula', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'=+-@";\r\n\t \'1a') }))
    const table = fc.integer({ min: 1, max: 5 }).chain((width) => {
      const row = fc.array(text, { minLength: width, maxLength: width })
      return fc.array(row, { maxLength: 5 })
    })
    fc.assert(
      fc.property(table, (rows) => {
        const read = readCsv(csvText(rows))
        expect(read.flat().map((cell) => cell.replace(/^'/, ''))).toEqual(
          rows.flat().map((cell) => cell.replace(/^'/, '')),
        )
        expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length))
        expect(read.flat().filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([])
      }),
    )
  })
})

describe('a list of invoices', () => {
  // The keys of a record of columns are columns.
  const headings = Object.fromEntries(invoiceColumns.map((column) => [column, column])) as Record<
    InvoiceColumn,
    string
  >
  const shares: Shares = {
    totalCents: 3000,
    obligatoryCents: 1900,
    complementaryCents: 900,
    patientCents: 200,
    participationCents: 200,
    franchiseCents: 0,
  }
  const line = { kind: 'ngap', code: 'G', label: '=Visite', quantity: 1, unitCents: 3000 } as const
  const whole = {
    ...shares,
    lines: [{ ...shares, because: [] }],
    now: { obligatoryCents: 0, complementaryCents: 0, patientCents: 3000 },
    later: { obligatoryRefundCents: 1900, complementaryRefundCents: 900, recoveredCents: 0 },
  }

  it('has its headings, then a row for each line', () => {
    const invoice = { id: 'a1', day: '2026-04-14', lines: [line], shares: whole }
    const text = invoicesCsv(headings, [
      { invoice, who: 'Claire Aubertin', state: 'payée', note: 'à vérifier' },
    ])
    expect(text).toBe(
      '\uFEFFday;who;invoice;state;code;label;quantity;total;obligatory;complementary;patient;participation;franchise;note\r\n' +
        "2026-04-14;Claire Aubertin;a1;payée;G;'=Visite;1;30,00;19,00;9,00;2,00;2,00;0,00;à vérifier\r\n",
    )
  })

  it('throws rather than leave a line without its shares', () => {
    const invoice = { id: 'a1', day: '2026-04-14', lines: [line, line], shares: whole }
    expect(() => invoicesCsv(headings, [{ invoice, who: '', state: '', note: '' }])).toThrow(
      TypeError,
    )
  })
})
