import { describe, expect, it } from 'vitest'
import { ceilingProgress, usedCeilings } from './ceilings.ts'
import { checkActs } from './check-acts.ts'
import { counterInvoice } from './counter-invoice.ts'
import type { Invoice } from './invoice.ts'
import { computeShares } from './shares.ts'

const day = '2026-04-14'
const lines: Invoice['lines'] = [
  { kind: 'ngap', code: 'G', quantity: 1, unitCents: 5000, tariffCents: 3000 },
  { kind: 'free', code: 'CERT', label: 'Certificat', quantity: 2, unitCents: 0 },
]
const none = usedCeilings([], { day, professionalId: 'brandt' })
const first: Invoice = {
  id: 'first',
  professionalId: 'brandt',
  day,
  state: 'accepted',
  mode: 3,
  lines,
  shares: computeShares({
    lines,
    day,
    professionCode: '10',
    carePath: 'T',
    cover: {
      isObligatoryOpen: true,
      isLocal: false,
      isSolidarity: false,
      isStateAid: false,
      isMaternity: false,
      hasComplementary: true,
      thirdParty: 'obligatory',
      exemption: '0',
      age: 42,
    },
    used: none,
  }),
}

/** Every amount of an invoice with the path to it. */
function amounts(of: object, path = ''): [string, number][] {
  return Object.entries(of).flatMap(([key, value]): [string, number][] => {
    if (typeof value === 'number') {
      return key.endsWith('Cents') ? [[`${path}${key}`, value]] : []
    }
    return typeof value === 'object' && value !== null ? amounts(value, `${path}${key}.`) : []
  })
}

describe('a counter-invoice', () => {
  const counter = counterInvoice(first, 'second')

  it('has the lines of the first with every amount turned, and refers to it', () => {
    expect(counter).toMatchObject({
      id: 'second',
      counters: 'first',
      day,
      mode: 3,
      professionalId: 'brandt',
      state: 'validated',
    })
    expect(amounts(counter).length).toBeGreaterThan(20)
    expect(amounts(counter)).toEqual(amounts(first).map(([path, cents]) => [path, 0 - cents]))
    expect(counter.lines.map(({ code, quantity }) => [code, quantity])).toEqual([
      ['G', 1],
      ['CERT', 2],
    ])
    expect(first.shares.patientCents).toBe(2200)
  })

  it('gives back to the ceilings what the first had taken', () => {
    expect(ceilingProgress([first], day).participation.usedCents).toBe(200)
    expect(ceilingProgress([first, counter], day).participation.usedCents).toBe(0)
    expect(usedCeilings([first, counter], { day, professionalId: 'brandt' })).toEqual(none)
  })

  it('is made once, and not of another one', () => {
    const countered = { ...first, counteredBy: 'second' }
    expect(() => counterInvoice(countered, 'third')).toThrow('invoice-countered')
    expect(() => counterInvoice(counter, 'third')).toThrow('invoice-countered')
  })

  it('is not made of an invoice still being written, nor under its own id', () => {
    expect(() => counterInvoice({ ...first, state: 'pending' }, 'second')).toThrow('invoice-state')
    expect(() => counterInvoice(first, 'first')).toThrow(TypeError)
  })

  it('is never taken for an invoice typed by somebody', () => {
    expect(() => checkActs(counter.lines, { day, professionCode: '10' })).toThrow('act-field')
  })
})
