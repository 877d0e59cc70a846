import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActLine } from './act.ts'
import { ceilingProgress, type CountedInvoice, usedCeilings } from './ceilings.ts'
import { carePaths, type Cover, thirdParties } from './cover.ts'
import { computeShares, type InvoiceInput, type Shares } from './shares.ts'
import { natures } from './tables/nature.ts'
import { exemptions } from './tables/raised-rates.ts'
import { invoiceTables } from './tables/tables.ts'

const price = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 9_999_999 }))
const priced = {
  quantity: fc.integer({ min: 1, max: 99 }),
  unitCents: price,
  tariffCents: fc.option(price, { nil: undefined }),
  exemption: fc.option(fc.constantFrom(...exemptions), { nil: undefined }),
}

/** Without the members left undefined: the types know absent, not undefined. */
function present<T extends object>(of: T) {
  // What is filtered out is exactly what `undefined` stood for.
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>
  }
}

function letter(code: string, coefficientHundredths?: number): fc.Arbitrary<ActLine> {
  const coefficient = coefficientHundredths === undefined ? {} : { coefficientHundredths }
  return fc
    .record(priced)
    .map((of): ActLine => ({ kind: 'ngap', code, ...coefficient, ...present(of) }))
}

const technical = fc
  .record(priced)
  .map((of): ActLine => ({ kind: 'ccam', code: 'HBLD036', ...present(of) }))
const medicine = fc
  .record({ ...priced, rateClass: fc.constantFrom(100, 65, 30, 15, 0) })
  .map((of): ActLine => ({ kind: 'medicine', code: '3400935955838', ...present(of) }))
const free = fc
  .record(priced)
  .map((of): ActLine => ({ kind: 'free', code: 'DM', label: 'Pilulier', ...present(of) }))

/** What each profession may bill, with whatever anybody may. */
const anybodys = [free, letter('VSL'), letter('AMO', 250)]
const billed: [string, fc.Arbitrary<ActLine>[]][] = [
  ['10', [letter('G'), letter('MN'), technical, letter('B', 700)]],
  ['21', [medicine, letter('HDR')]],
  ['40', [technical]],
  ['60', [letter('AMI', 450), letter('IFD')]],
]
const bill = fc.constantFrom(...billed).chain(([professionCode, own]) =>
  fc.record({
    professionCode: fc.constant(professionCode),
    lines: fc.array(fc.oneof(...own, ...anybodys), { minLength: 1, maxLength: 6 }),
  }),
)

const cover: fc.Arbitrary<Cover> = fc.record({
  isObligatoryOpen: fc.boolean(),
  isLocal: fc.boolean(),
  isSolidarity: fc.boolean(),
  isStateAid: fc.boolean(),
  isMaternity: fc.boolean(),
  hasComplementary: fc.boolean(),
  thirdParty: fc.constantFrom(...thirdParties),
  exemption: fc.constantFrom(...exemptions),
  age: fc.integer({ min: 0, max: 110 }),
})
const plain: fc.Arbitrary<Cover> = fc
  .record({ isLocal: fc.boolean(), hasComplementary: fc.boolean(), age: fc.constantFrom(18, 60) })
  .map((of) => ({
    isObligatoryOpen: true,
    isSolidarity: false,
    isStateAid: false,
    isMaternity: false,
    thirdParty: 'none',
    exemption: '0',
    ...of,
  }))

/** Days around each change of a table and each end of a year, and any other. */
const day = fc.oneof(
  fc.constantFrom('2024-03-30', '2024-03-31', '2024-05-14', '2024-05-15'),
  fc.constantFrom('2025-12-30', '2025-12-31', '2026-01-01', '2026-01-02'),
  fc
    .integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2026, 11, 31) })
    .map((at) => new Date(at).toISOString().slice(0, 10)),
)
const cents = fc.integer({ min: 0, max: 6000 })
const used = fc.record({
  participationDayCents: cents,
  participationYearCents: cents,
  franchiseDayCents: fc.record({ box: cents, paramedical: cents, transport: cents }),
  franchiseYearCents: cents,
})
const carePath = fc.constantFrom(...carePaths)

function invoice(covers: fc.Arbitrary<Cover> = cover): fc.Arbitrary<InvoiceInput> {
  return fc
    .record({ bill, day, carePath, cover: covers, used })
    .map(({ bill: { lines, professionCode }, ...care }) => ({ lines, professionCode, ...care }))
}

const parts = [
  'totalCents',
  'obligatoryCents',
  'complementaryCents',
  'patientCents',
  'participationCents',
  'franchiseCents',
] as const satisfies (keyof Shares)[]

describe('the shares of any invoice', () => {
  it('sum to the total, line by line and whole, now and in the end, with no part negative', () => {
    fc.assert(
      fc.property(invoice(), (input) => {
        const shares = computeShares(input)
        for (const of of [shares, ...shares.lines]) {
          for (const part of parts) {
            expect(Number.isSafeInteger(of[part])).toBe(true)
            expect(of[part]).toBeGreaterThanOrEqual(0)
          }
          const { obligatoryCents, complementaryCents, patientCents } = of
          expect(obligatoryCents + complementaryCents + patientCents).toBe(of.totalCents)
          expect(of.participationCents + of.franchiseCents).toBeLessThanOrEqual(patientCents)
        }
        for (const part of parts) {
          expect(shares.lines.reduce((sum, line) => sum + line[part], 0)).toBe(shares[part])
        }
        const { now, later } = shares
        for (const amount of [...Object.values(now), ...Object.values(later)]) {
          expect(amount).toBeGreaterThanOrEqual(0)
        }
        expect(now.obligatoryCents + now.complementaryCents + now.patientCents).toBe(
          shares.totalCents,
        )
        expect(
          now.patientCents -
            later.obligatoryRefundCents -
            later.complementaryRefundCents +
            later.recoveredCents,
        ).toBe(shares.patientCents)
      }),
      { numRuns: 400 },
    )
  })

  it('bring everybody the same in the end, whoever pays the professional', () => {
    fc.assert(
      fc.property(invoice(), fc.constantFrom(...thirdParties), (input, thirdParty) => {
        const other = { ...input, cover: { ...input.cover, thirdParty } }
        for (const part of parts)
          expect(computeShares(other)[part]).toBe(computeShares(input)[part])
      }),
    )
  })

  it('leave a person with C2S nothing of the tariff', () => {
    fc.assert(
      fc.property(invoice(), (input) => {
        const helped = { ...input.cover, isObligatoryOpen: true, isSolidarity: true }
        const { lines } = computeShares({ ...input, cover: helped })
        for (const [index, { patientCents, because }] of lines.entries()) {
          const line = input.lines[index]
          if (!line || because.some(({ rule }) => rule === 'not-refunded')) continue
          const above = Math.max(0, line.unitCents - (line.tariffCents ?? line.unitCents))
          expect(patientCents).toBe(line.quantity * above)
        }
      }),
    )
  })

  it('never grow for the patient with a higher rate, when no contract pays the rest', () => {
    const alone = plain.map((of) => ({ ...of, hasComplementary: false }))
    fc.assert(
      fc.property(
        invoice(alone),
        fc.constantFrom(...natures),
        fc.nat({ max: 40 }),
        (input, key, by) => {
          const raise = <Row extends { key: string; percent: number }>(rows: readonly Row[]) =>
            rows.map((row) =>
              row.key === key ? { ...row, percent: Math.min(100, row.percent + by) } : row,
            )
          const { rates, localRates } = invoiceTables
          const better = { ...invoiceTables, rates: raise(rates), localRates: raise(localRates) }
          const before = computeShares(input)
          const after = computeShares(input, better)
          expect(after.patientCents).toBeLessThanOrEqual(before.patientCents)
          expect(after.obligatoryCents).toBeGreaterThanOrEqual(before.obligatoryCents)
        },
      ),
    )
  })

  it('never shrink for the patient with a higher participation or franchise', () => {
    fc.assert(
      fc.property(invoice(plain), fc.nat({ max: 300 }), (input, by) => {
        const retentions = invoiceTables.retentions.map((row) => ({
          ...row,
          cents: row.cents + by,
        }))
        const dearer = computeShares(input, { ...invoiceTables, retentions })
        expect(dearer.patientCents).toBeGreaterThanOrEqual(computeShares(input).patientCents)
      }),
    )
  })

  it('rest on the rows of the day of care alone', () => {
    fc.assert(
      fc.property(invoice(), (input) => {
        const ofDay = <Row extends { from: string; to?: string }>(rows: readonly Row[]) =>
          rows.filter(({ from, to }) => from <= input.day && (to ?? '9999-12-31') >= input.day)
        const { letters, rates, localRates, raisedRates } = invoiceTables
        const { offPath, retentions, yearCeilings, waivers } = invoiceTables
        const tables = {
          letters: ofDay(letters),
          rates: ofDay(rates),
          localRates: ofDay(localRates),
          raisedRates: ofDay(raisedRates),
          offPath: ofDay(offPath),
          retentions: ofDay(retentions),
          yearCeilings: ofDay(yearCeilings),
          waivers: ofDay(waivers),
        }
        expect(computeShares(input, tables)).toEqual(computeShares(input))
      }),
    )
  })
})

describe('ceilings over any sequence of invoices of one person', () => {
  const visit = fc.record({
    bill,
    carePath,
    professionalId: fc.constantFrom('brandt', 'tilleuls', 'seille'),
    day: fc.constantFrom('2025-12-31', '2026-01-01', '2026-01-02', '2026-06-30', '2026-12-31'),
  })

  it('are never passed by day, professional, kind or year, and are reached where owed', () => {
    let yearsFull = 0
    fc.assert(
      fc.property(fc.array(visit, { minLength: 1, maxLength: 40 }), plain, (visits, person) => {
        const past: CountedInvoice[] = []
        for (const { bill: of, ...care } of visits) {
          const shares = computeShares({
            ...of,
            day: care.day,
            carePath: care.carePath,
            cover: person,
            used: usedCeilings(past, care),
          })
          past.push({ day: care.day, professionalId: care.professionalId, shares })
        }
        for (const { day: on, professionalId } of past) {
          const all = usedCeilings(past, { day: on, professionalId })
          expect(all.participationDayCents).toBeLessThanOrEqual(400)
          expect(all.franchiseDayCents.paramedical).toBeLessThanOrEqual(400)
          expect(all.franchiseDayCents.transport).toBeLessThanOrEqual(800)
          const { participation, franchise } = ceilingProgress(past, on)
          expect(participation.usedCents).toBeLessThanOrEqual(participation.ceilingCents)
          expect(franchise.usedCents).toBeLessThanOrEqual(franchise.ceilingCents)
          if (franchise.usedCents === franchise.ceilingCents) yearsFull += 1
        }
      }),
    )
    // Otherwise the sequences were too short to prove anything of a year.
    expect(yearsFull).toBeGreaterThan(0)
  })
})
