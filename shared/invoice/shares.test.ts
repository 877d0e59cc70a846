import { describe, expect, it } from 'vitest'
import type { ActLine } from './act.ts'
import type { Cover } from './cover.ts'
import { nothingUsed } from './retention.ts'
import { computeShares, type InvoiceInput } from './shares.ts'
import { invoiceTables } from './tables/tables.ts'
import { plainCover } from './test-cover.ts'

const cover: Cover = plainCover
const used = nothingUsed
const visit: ActLine = { kind: 'ngap', code: 'G', quantity: 1, unitCents: 3000 }
const day = '2026-04-14'

function atDoctor(
  more: Partial<Cover> = {},
  { line = visit, ...input }: Partial<InvoiceInput> & { line?: ActLine } = {},
) {
  return computeShares({
    lines: [line],
    day,
    professionCode: '10',
    carePath: 'T',
    cover: { ...cover, ...more },
    used,
    ...input,
  })
}

function atPharmacy(lines: ActLine[], more: Partial<Cover> = {}) {
  return computeShares({
    lines,
    day,
    professionCode: '21',
    cover: { ...cover, ...more },
    used,
  })
}

function medicine(rateClass: 100 | 65 | 30 | 15 | 0, unitCents: number, quantity = 1): ActLine {
  return { kind: 'medicine', code: '3400935955838', rateClass, quantity, unitCents }
}

function rulesOf({ lines }: ReturnType<typeof computeShares>) {
  return lines.flatMap(({ because }) => because.map(({ rule }) => rule))
}

describe('a visit at 30 euros', () => {
  it('is refunded 19, after 70 % and a participation of 2', () => {
    expect(atDoctor()).toMatchObject({
      totalCents: 3000,
      obligatoryCents: 1900,
      complementaryCents: 0,
      patientCents: 1100,
      participationCents: 200,
      franchiseCents: 0,
      now: { obligatoryCents: 0, complementaryCents: 0, patientCents: 3000 },
      later: { obligatoryRefundCents: 1900, complementaryRefundCents: 0, recoveredCents: 0 },
    })
  })

  it('leaves the participation to the patient whatever the complementary cover', () => {
    expect(atDoctor({ hasComplementary: true, thirdParty: 'full' })).toMatchObject({
      obligatoryCents: 1900,
      complementaryCents: 900,
      patientCents: 200,
      now: { obligatoryCents: 2100, complementaryCents: 900, patientCents: 0 },
      later: { obligatoryRefundCents: 0, complementaryRefundCents: 0, recoveredCents: 200 },
    })
  })

  it('with third-party payment of obligatory cover alone leaves the ticket to pay now', () => {
    expect(atDoctor({ hasComplementary: true, thirdParty: 'obligatory' })).toMatchObject({
      now: { obligatoryCents: 2100, complementaryCents: 0, patientCents: 900 },
      later: { obligatoryRefundCents: 0, complementaryRefundCents: 900, recoveredCents: 200 },
    })
  })

  it('tells the rows it rests on, and how well each is known', () => {
    expect(atDoctor().lines[0]?.because).toEqual([
      { rule: 'rate', key: 'medical', from: '2024-01-01', confidence: 'B', percent: 70 },
      { rule: 'participation', key: 'participation', from: '2026-01-01', confidence: 'D' },
    ])
  })

  it('had a participation of 1 the day before it became 2', () => {
    expect(atDoctor({}, { day: '2024-05-14' }).participationCents).toBe(100)
    expect(atDoctor({}, { day: '2024-05-15' }).participationCents).toBe(200)
  })
})

describe('off the care path', () => {
  it.each(['S1', 'S2'] as const)(
    '%s pays 30 %, and no complementary gives the rest',
    (carePath) => {
      const shares = atDoctor({ hasComplementary: true }, { carePath })
      expect(shares).toMatchObject({
        obligatoryCents: 700,
        complementaryCents: 900,
        patientCents: 1400,
      })
      expect(rulesOf(shares)).toContain('off-path')
    },
  )

  it('costs no one under 16', () => {
    expect(atDoctor({ age: 15 }, { carePath: 'S2' }).obligatoryCents).toBe(2100)
    expect(atDoctor({ age: 16 }, { carePath: 'S2' }).obligatoryCents).toBe(900)
  })

  it('pays nothing rather than less than nothing where the points exceed the rate', () => {
    const offPath = invoiceTables.offPath.map((row) => ({ ...row, points: 90 }))
    const input = { lines: [visit], day, professionCode: '10', carePath: 'S2' as const, used }
    expect(computeShares({ ...input, cover }, { ...invoiceTables, offPath })).toMatchObject({
      obligatoryCents: 0,
      patientCents: 3000,
      participationCents: 0,
    })
  })

  it('is not guessed: a doctor’s act of an adult needs its path', () => {
    const input = { lines: [visit], day, professionCode: '10', cover, used }
    expect(() => computeShares(input)).toThrow('care-path-missing')
    expect(computeShares({ ...input, cover: { ...cover, age: 7 } }).obligatoryCents).toBe(2100)
  })
})

describe('above the tariff', () => {
  const line: ActLine = { ...visit, unitCents: 5000, tariffCents: 3000 }

  it('is the patient’s, with or without a complementary contract', () => {
    const shares = atDoctor({ hasComplementary: true }, { line })
    expect(shares).toMatchObject({
      totalCents: 5000,
      obligatoryCents: 1900,
      complementaryCents: 900,
      patientCents: 2200,
    })
    expect(rulesOf(shares)).toContain('above-tariff')
  })

  it('is not filled up when the price is under the tariff', () => {
    const cheap: ActLine = { ...visit, unitCents: 2000, tariffCents: 3000 }
    expect(atDoctor({}, { line: cheap })).toMatchObject({ obligatoryCents: 1200, totalCents: 2000 })
  })
})

describe('cover', () => {
  it('that is closed leaves everything to the patient', () => {
    const shares = atDoctor({
      isObligatoryOpen: false,
      isSolidarity: true,
      hasComplementary: true,
      thirdParty: 'full',
    })
    expect(shares).toMatchObject({
      obligatoryCents: 0,
      complementaryCents: 0,
      patientCents: 3000,
      participationCents: 0,
      now: { obligatoryCents: 0, complementaryCents: 0, patientCents: 3000 },
    })
    expect(rulesOf(shares)).toEqual(['obligatory-closed'])
  })

  it('by C2S pays the tariff whole and straight, and keeps nothing back', () => {
    expect(atDoctor({ isSolidarity: true })).toMatchObject({
      obligatoryCents: 2100,
      complementaryCents: 900,
      patientCents: 0,
      participationCents: 0,
      now: { obligatoryCents: 2100, complementaryCents: 900, patientCents: 0 },
    })
    expect(atDoctor({ isSolidarity: true }, { carePath: 'S2' }).patientCents).toBe(0)
    const line: ActLine = { ...visit, unitCents: 5000, tariffCents: 3000 }
    expect(atDoctor({ isSolidarity: true }, { line }).patientCents).toBe(2000)
  })

  it.each([
    ['a minor', { age: 17 }],
    ['state aid', { isStateAid: true }],
    ['pregnancy from the sixth month', { isMaternity: true }],
  ])('of %s keeps nothing back', (_, more) => {
    const shares = atDoctor(more)
    expect(shares.participationCents).toBe(0)
    expect(rulesOf(shares)).toContain('waived')
    expect(atPharmacy([medicine(65, 1000)], more).franchiseCents).toBe(0)
  })

  it('of Alsace-Moselle pays 90 %', () => {
    expect(atDoctor({ isLocal: true }).obligatoryCents).toBe(2700 - 200)
  })

  it('of a long illness pays 100 %, keeps back the participation, and can be said of one line', () => {
    expect(atDoctor({ exemption: '4' })).toMatchObject({ obligatoryCents: 2800, patientCents: 200 })
    const other: ActLine = { ...visit, exemption: '0' }
    expect(atDoctor({ exemption: '4' }, { line: other }).obligatoryCents).toBe(1900)
    expect(atDoctor({}, { line: { ...visit, exemption: '4' } }).obligatoryCents).toBe(2800)
  })

  it('of the solidarity fund pays 80 %, and never lowers a better rate', () => {
    expect(atDoctor({ exemption: '9' }).obligatoryCents).toBe(2200)
    expect(atDoctor({ exemption: '9', isLocal: true }).obligatoryCents).toBe(2500)
  })

  it('raised leaves medicines of the lowest class as they are', () => {
    expect(atPharmacy([medicine(15, 1000)], { exemption: '4' }).lines[0]).toMatchObject({
      obligatoryCents: 50,
      franchiseCents: 100,
    })
    expect(atPharmacy([medicine(30, 1000)], { exemption: '4' }).obligatoryCents).toBe(900)
  })
})

describe('a pharmacy’s invoice', () => {
  it('in Alsace-Moselle with full third-party payment leaves nothing to pay now', () => {
    const fee: ActLine = { kind: 'ngap', code: 'HDR', quantity: 2, unitCents: 153 }
    const lines = [medicine(65, 1260), medicine(30, 814), fee]
    const shares = atPharmacy(lines, {
      isLocal: true,
      hasComplementary: true,
      thirdParty: 'full',
    })
    expect(shares).toMatchObject({
      totalCents: 2380,
      obligatoryCents: 1860,
      complementaryCents: 320,
      patientCents: 200,
      franchiseCents: 200,
      now: { obligatoryCents: 2060, complementaryCents: 320, patientCents: 0 },
      later: { recoveredCents: 200 },
    })
    expect(shares.lines.map((line) => line.franchiseKind)).toEqual(['box', 'box', undefined])
  })

  it('keeps back 1 euro a box, and never more than the refund', () => {
    expect(atPharmacy([medicine(65, 1000, 3)])).toMatchObject({
      obligatoryCents: 1650,
      franchiseCents: 300,
    })
    const small = atPharmacy([medicine(15, 200, 3)])
    expect(small).toMatchObject({ obligatoryCents: 0, franchiseCents: 90, patientCents: 600 })
    expect(rulesOf(small)).toContain('refund-too-small')
  })

  it('refunds nothing of a class 0 or of a free line, by whatever cover', () => {
    const free: ActLine = { kind: 'free', code: 'DM', label: 'Pilulier', quantity: 1, unitCents: 9 }
    const shares = atPharmacy([medicine(0, 500), free], { isSolidarity: true, exemption: '4' })
    expect(shares).toMatchObject({ totalCents: 509, patientCents: 509, franchiseCents: 0 })
  })

  it('rounds half up, line by line', () => {
    expect(atPharmacy([medicine(65, 30), medicine(65, 30)], { age: 8 }).obligatoryCents).toBe(40)
    expect(atPharmacy([medicine(15, 3)], { age: 8 }).obligatoryCents).toBe(0)
    expect(atPharmacy([medicine(15, 10)], { age: 8 }).obligatoryCents).toBe(2)
  })
})

describe('ceilings', () => {
  it('of the day: two participations of a professional, whatever the number of acts', () => {
    const lines = [visit, visit, visit]
    const shares = atDoctor({}, { lines })
    expect(shares.lines.map((line) => line.participationCents)).toEqual([200, 200, 0])
    expect(rulesOf(shares)).toContain('day-ceiling')
    const after = { ...used, participationDayCents: 300, participationYearCents: 300 }
    expect(atDoctor({}, { used: after }).participationCents).toBe(100)
  })

  it('of the year: 50 euros, then nothing more', () => {
    const nearly = { ...used, participationYearCents: 4900 }
    const shares = atDoctor({}, { used: nearly })
    expect(shares.participationCents).toBe(100)
    expect(rulesOf(shares)).toContain('year-ceiling')
    const reached = { ...used, participationYearCents: 5000 }
    expect(atDoctor({}, { used: reached })).toMatchObject({
      participationCents: 0,
      obligatoryCents: 2100,
    })
  })

  it('of paramedical acts: 4 euros a day, apart from journeys at 8', () => {
    const care: ActLine = {
      kind: 'ngap',
      code: 'AMI',
      coefficientHundredths: 400,
      quantity: 6,
      unitCents: 1260,
    }
    const journey: ActLine = { kind: 'ngap', code: 'VSL', quantity: 3, unitCents: 4000 }
    const shares = computeShares({
      lines: [care, journey],
      day,
      professionCode: '60',
      cover,
      used,
    })
    expect(shares.lines.map((line) => line.franchiseCents)).toEqual([400, 800])
    expect(shares.lines.map((line) => line.franchiseKind)).toEqual(['paramedical', 'transport'])
  })

  it('are not touched by what is added to an act', () => {
    const night: ActLine = { ...visit, code: 'MN' }
    const { lines } = atDoctor({}, { lines: [visit, night] })
    expect(lines.map((line) => line.participationCents)).toEqual([200, 0])
  })

  it('throw on an age that is not full years', () => {
    for (const age of [-1, 17.5, Number.NaN]) expect(() => atDoctor({ age })).toThrow(TypeError)
  })

  it('throw on a past that is not whole cents', () => {
    for (const cents of [-1, 0.5, Number.NaN]) {
      const wrong = { ...used, participationYearCents: cents }
      expect(() => atDoctor({}, { used: wrong })).toThrow(TypeError)
    }
  })
})
