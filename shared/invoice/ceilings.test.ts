import { describe, expect, it } from 'vitest'
import { ceilingProgress, type CountedInvoice, usedCeilings } from './ceilings.ts'
import type { FranchiseKind } from './tables/retentions.ts'

function invoice(
  day: string,
  professionalId: string,
  participationCents: number,
  franchises: Partial<Record<FranchiseKind, number>> = {},
): CountedInvoice {
  const visit = { participationCents, franchiseCents: 0 }
  const kept = Object.entries(franchises).map(([kind, franchiseCents]) => ({
    participationCents: 0,
    franchiseCents,
    // The keys of a record of kinds are kinds.
    franchiseKind: kind as FranchiseKind,
  }))
  return { day, professionalId, shares: { lines: [visit, ...kept] } }
}

const past = [
  invoice('2025-12-31', 'brandt', 200, { box: 100 }),
  invoice('2026-04-13', 'brandt', 200),
  invoice('2026-04-14', 'brandt', 200),
  invoice('2026-04-14', 'seille', 400),
  invoice('2026-04-14', 'tilleuls', 0, { box: 300, paramedical: 200 }),
  invoice('2026-04-15', 'tilleuls', 0, { transport: 400 }),
]

describe('ceilings used', () => {
  it('count a participation by professional and day, a franchise by kind and day, both by year', () => {
    expect(usedCeilings(past, { day: '2026-04-14', professionalId: 'brandt' })).toEqual({
      participationDayCents: 200,
      participationYearCents: 800,
      franchiseDayCents: { box: 300, paramedical: 200, transport: 0 },
      franchiseYearCents: 900,
    })
  })

  it('begin again each year', () => {
    expect(usedCeilings(past, { day: '2027-01-01', professionalId: 'brandt' })).toEqual({
      participationDayCents: 0,
      participationYearCents: 0,
      franchiseDayCents: { box: 0, paramedical: 0, transport: 0 },
      franchiseYearCents: 0,
    })
  })

  it('are never less than nothing', () => {
    const orphan = [invoice('2026-04-14', 'brandt', -200, { box: -100 })]
    const used = usedCeilings(orphan, { day: '2026-04-14', professionalId: 'brandt' })
    expect(used.participationYearCents).toBe(0)
    expect(used.franchiseDayCents.box).toBe(0)
  })
})

describe('progress of the ceilings', () => {
  it('is what was kept back that year, of 50 euros each', () => {
    expect(ceilingProgress(past, '2026-11-22')).toEqual({
      participation: { usedCents: 800, ceilingCents: 5000, isUnchecked: true },
      franchise: { usedCents: 900, ceilingCents: 5000, isUnchecked: true },
    })
    expect(ceilingProgress(past, '2025-01-01').participation).toEqual({
      usedCents: 200,
      ceilingCents: 5000,
      isUnchecked: false,
    })
  })

  it('is refused for a day without a known ceiling', () => {
    expect(() => ceilingProgress(past, '2023-12-31')).toThrow('care-day')
  })
})
