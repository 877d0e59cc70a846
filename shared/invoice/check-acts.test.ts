import { describe, expect, it } from 'vitest'
import { Refusal } from '../refusal.ts'
import type { ActLine } from './act.ts'
import { type ActContext, checkActs } from './check-acts.ts'

const doctor: ActContext = { day: '2026-04-14', professionCode: '10' }
const nurse: ActContext = { ...doctor, professionCode: '60' }
const pharmacist: ActContext = { ...doctor, professionCode: '21' }
const visit: ActLine = { kind: 'ngap', code: 'G', quantity: 1, unitCents: 3000 }
const injection: ActLine = {
  kind: 'ngap',
  code: 'AMI',
  coefficientHundredths: 450,
  quantity: 1,
  unitCents: 1418,
}
const box: ActLine = {
  kind: 'medicine',
  code: '3400935955838',
  rateClass: 65,
  quantity: 2,
  unitCents: 218,
}
const free: ActLine = { kind: 'free', code: 'DM', label: 'Pilulier', quantity: 1, unitCents: 900 }

function refused(lines: readonly ActLine[], context = doctor): unknown {
  try {
    checkActs(lines, context)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { code: error.code, ...error.facts }
  }
  return undefined
}

function natures(lines: ActLine[], context: ActContext) {
  return checkActs(lines, context).map(({ nature }) => nature)
}

describe('an act line', () => {
  it('is told its nature by its code and by who bills', () => {
    const technical: ActLine = { kind: 'ccam', code: 'HBLD036', quantity: 1, unitCents: 2892 }
    expect(natures([visit, technical], doctor)).toEqual(['medical', 'medical'])
    expect(natures([technical], { ...doctor, professionCode: '40' })).toEqual(['dental'])
    expect(natures([technical], { ...doctor, professionCode: '50' })).toEqual(['midwifery'])
    expect(natures([injection], nurse)).toEqual(['paramedical'])
    expect(natures([box, { ...box, rateClass: 0 }, free], pharmacist)).toEqual([
      'medicine-65',
      undefined,
      undefined,
    ])
  })

  it('tells an act from what is added to one', () => {
    const night: ActLine = { ...visit, code: 'MN' }
    expect(checkActs([visit, night], doctor).map((act) => act.isSupplement)).toEqual([false, true])
  })

  it.each(['HBLD036', 'HBLD036-1', 'HBLD036-1-0'])('takes the technical code %s', (code) => {
    expect(refused([{ kind: 'ccam', code, quantity: 1, unitCents: 1 }])).toBeUndefined()
  })

  it.each(['hbld036', 'HBLD36', 'HBLD036-', 'HBLD036-10', 'HBLD036-1-0-0', 'HBLD036\n', ''])(
    'refuses the technical code %j',
    (code) => {
      expect(refused([visit, { kind: 'ccam', code, quantity: 1, unitCents: 1 }])).toEqual({
        code: 'act-unknown',
        line: 2,
        kind: 'ccam',
      })
    },
  )

  it.each(['X', 'g', 'G ', '', 'toString'])('refuses the letter %j', (code) => {
    expect(refused([{ ...visit, code }])).toEqual({ code: 'act-unknown', line: 1, kind: 'ngap' })
  })

  it('refuses an act of another profession', () => {
    const profession = { code: 'act-profession', line: 1 }
    expect(refused([visit], nurse)).toEqual(profession)
    expect(refused([injection])).toEqual(profession)
    expect(refused([box], nurse)).toEqual(profession)
    const technical: ActLine = { kind: 'ccam', code: 'HBLD036', quantity: 1, unitCents: 1 }
    expect(refused([technical], pharmacist)).toEqual(profession)
  })

  it('says which part of a medicine’s code is wrong', () => {
    const wrong = { ...box, code: '3400935955837' }
    expect(refused([box, wrong], pharmacist)).toEqual({
      code: 'medicine-code',
      line: 2,
      part: 'key',
    })
  })

  it.each<[string, ActLine]>([
    ['quantity', { ...visit, quantity: 0 }],
    ['quantity', { ...visit, quantity: 100 }],
    ['quantity', { ...visit, quantity: 1.5 }],
    ['unitCents', { ...visit, unitCents: -1 }],
    ['unitCents', { ...visit, unitCents: 0.5 }],
    ['unitCents', { ...visit, unitCents: 10_000_000 }],
    ['unitCents', { ...visit, unitCents: Number.NaN }],
    ['tariffCents', { ...visit, tariffCents: -1 }],
    ['label', { ...visit, label: ' ' }],
    ['label', { ...visit, label: 'x'.repeat(81) }],
    ['label', { ...visit, label: 'two\nlines' }],
    ['label', { ...free, label: '' }],
    ['coefficient', { ...visit, coefficientHundredths: 100 }],
    ['coefficient', { kind: 'ngap', code: 'AMI', quantity: 1, unitCents: 315 }],
    ['coefficient', { ...injection, coefficientHundredths: 0 }],
    // What comes off the wire may break its type.
    ['exemption', { ...visit, exemption: '1' as '0' }],
    ['rateClass', { ...box, rateClass: 35 as 30 }],
  ])('refuses a wrong %s', (field, line) => {
    const context = line.kind === 'medicine' ? pharmacist : line.code === 'AMI' ? nurse : doctor
    expect(refused([line], context)).toEqual({ code: 'act-field', line: 1, field })
  })

  it('refuses a kind it does not know', () => {
    // As an older client might send it.
    const line = { kind: 'optics', code: 'A', quantity: 1, unitCents: 1 } as unknown as ActLine
    expect(refused([line])).toEqual({ code: 'act-unknown', line: 1, kind: 'unknown' })
  })
})

describe('the lines of an invoice', () => {
  it('are 1 to 99', () => {
    expect(refused([])).toEqual({ code: 'invoice-lines', most: 99 })
    expect(refused(Array.from({ length: 99 }, () => visit))).toBeUndefined()
    expect(refused(Array.from({ length: 100 }, () => visit))).toEqual({
      code: 'invoice-lines',
      most: 99,
    })
  })

  it.each(['2026-02-30', '14/04/2026', '2023-12-31'])('are not of %s', (day) => {
    expect(refused([visit], { ...doctor, day })).toMatchObject({ code: 'care-day' })
  })
})
