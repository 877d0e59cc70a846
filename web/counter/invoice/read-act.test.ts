import { describe, expect, test } from 'vitest'
import {
  emptyDraft,
  fieldsOf,
  kindOfCode,
  offeredPrice,
  readAct,
  readHundredths,
  writeHundredths,
} from './read-act.ts'

const day = '2026-11-21'
const typed = (change: Partial<typeof emptyDraft>) => ({ ...emptyDraft, ...change })

describe('a line as it is typed', () => {
  test.each([
    ['G', 'ngap'],
    ['AMI', 'ngap'],
    ['HBLD036', 'ccam'],
    ['3400935955838', 'medicine'],
    ['LUN', 'free'],
  ])('%s is of %s', (code, kind) => {
    expect(kindOfCode(code)).toBe(kind)
  })

  test('asks for what its code needs, and for nothing else', () => {
    expect(fieldsOf('')).toEqual(['code', 'quantity', 'price'])
    expect(fieldsOf('G')).toEqual(['code', 'quantity', 'price', 'excess'])
    expect(fieldsOf('AMI')).toContain('coefficient')
    expect(fieldsOf('3400935955838')).toContain('rateClass')
    expect(fieldsOf('LUN')).toEqual(['code', 'label', 'quantity', 'price'])
  })

  test('is offered the price of the table, times its coefficient', () => {
    expect(offeredPrice(typed({ code: 'G' }), day)?.cents).toBe(3_000)
    expect(offeredPrice(typed({ code: 'AMI', coefficient: '4,5' }), day)?.cents).toBe(1_418)
    expect(offeredPrice(typed({ code: 'AMI' }), day)).toBeUndefined()
    expect(offeredPrice(typed({ code: 'LUN' }), day)).toBeUndefined()
  })

  test('reads as a line of its kind', () => {
    expect(readAct(typed({ code: 'G', price: '30' }))).toEqual({
      line: { kind: 'ngap', code: 'G', quantity: 1, unitCents: 3_000 },
    })
    expect(readAct(typed({ code: 'G', price: '50', excess: '20' }))).toEqual({
      line: { kind: 'ngap', code: 'G', quantity: 1, unitCents: 5_000, tariffCents: 3_000 },
    })
    expect(readAct(typed({ code: 'AMI', coefficient: '4,5', price: '14,18' }))).toEqual({
      line: {
        kind: 'ngap',
        code: 'AMI',
        quantity: 1,
        unitCents: 1_418,
        coefficientHundredths: 450,
      },
    })
    expect(readAct(typed({ code: '3400935955838', quantity: '2', price: '6.30 €' }))).toEqual({
      line: {
        kind: 'medicine',
        code: '3400935955838',
        quantity: 2,
        unitCents: 630,
        rateClass: 65,
      },
    })
    expect(readAct(typed({ code: 'LUN', label: ' Monture ', price: '90' }))).toEqual({
      line: { kind: 'free', code: 'LUN', quantity: 1, unitCents: 9_000, label: 'Monture' },
    })
  })

  test.each([
    ['code', {}],
    ['coefficient', { code: 'AMI', price: '3' }],
    ['label', { code: 'LUN', price: '90' }],
    ['quantity', { code: 'G', quantity: '1,5', price: '30' }],
    ['price', { code: 'G', price: 'trente' }],
    ['excess', { code: 'G', price: '30', excess: '31' }],
  ] as const)('tells that its %s does not read', (field, change) => {
    expect(readAct(typed(change))).toEqual({ not: field })
  })
})

test.each([
  ['30', 3_000],
  ['30,5', 3_050],
  [' 4.05 € ', 405],
  ['', undefined],
  ['1,234', undefined],
  ['-3', undefined],
])('hundredths of %j are %s', (text, hundredths) => {
  expect(readHundredths(text)).toBe(hundredths)
  if (hundredths !== undefined) expect(readHundredths(writeHundredths(hundredths))).toBe(hundredths)
})
