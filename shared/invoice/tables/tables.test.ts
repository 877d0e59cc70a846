import { describe, expect, it } from 'vitest'
import { type DatedRow, isDay, needRowAt, rowAt } from './dated-row.ts'
import { equipmentAidAt, equipmentAids } from './equipment-aid.ts'
import { natures } from './nature.ts'
import { exemptions } from './raised-rates.ts'
import { invoiceTables } from './tables.ts'
import { offeredTariff, tariffs } from './tariffs.ts'
import { waiverKeys } from './waivers.ts'

const opening = '2024-01-01'
const shares: [string, readonly DatedRow[]][] = Object.entries(invoiceTables)
const every: [string, readonly DatedRow[]][] = [
  ...shares,
  ['tariffs', tariffs],
  ['equipmentAids', equipmentAids],
]

function dayAfter(day: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 60 * 60_000)
  return next.toISOString().slice(0, 10)
}

function byKey(rows: readonly DatedRow[]): DatedRow[][] {
  const sorted = rows.toSorted((one, other) => (one.from < other.from ? -1 : 1))
  return [...Map.groupBy(sorted, ({ key }) => key).values()]
}

/** What is wrong with the rows of a table: empty for one whose keys have neither gap nor overlap. */
function faults(rows: readonly DatedRow[]): string[] {
  return byKey(rows).flatMap((ofKey) =>
    ofKey.flatMap(({ key, from, to }, index) => {
      const next = ofKey[index + 1]
      if (to !== undefined && to < from) return [`${key}: ends before ${from}`]
      if (!next) return []
      if (to === undefined || to >= next.from) return [`${key}: overlap at ${next.from}`]
      return dayAfter(to) === next.from ? [] : [`${key}: gap before ${next.from}`]
    }),
  )
}

describe('dated tables', () => {
  it.each(every)('%s have neither gap nor overlap', (_, rows) => {
    expect(rows.length).toBeGreaterThan(0)
    expect(faults(rows)).toEqual([])
  })

  it('would notice a gap, an overlap and a row that ends before it begins', () => {
    const row = { key: 'a', confidence: 'D', source: 'a test' } as const
    const first = { ...row, from: '2024-01-01', to: '2024-02-28' }
    const second = { ...row, from: '2024-03-01' }
    expect(faults([first, second])).toEqual(['a: gap before 2024-03-01'])
    expect(faults([{ ...first, to: '2024-02-29' }, second])).toEqual([])
    expect(faults([{ ...first, to: '2024-03-01' }, second])).toEqual(['a: overlap at 2024-03-01'])
    expect(faults([{ ...row, from: '2024-01-01' }, second])).toEqual(['a: overlap at 2024-03-01'])
    expect(faults([{ ...first, to: '2023-01-01' }])).toEqual(['a: ends before 2024-01-01'])
  })

  it.each(shares)('%s hold from the opening of the tables until further notice', (_, rows) => {
    for (const ofKey of byKey(rows)) {
      expect(ofKey[0]?.from).toBe(opening)
      expect(ofKey.at(-1)?.to).toBeUndefined()
    }
  })

  it('have a row for every key the program may ask', () => {
    for (const nature of natures) {
      expect(rowAt(invoiceTables.rates, nature, opening)).toBeDefined()
      expect(rowAt(invoiceTables.localRates, nature, opening)).toBeDefined()
    }
    for (const code of exemptions) {
      if (code === '0') continue
      expect(rowAt(invoiceTables.raisedRates, code, opening)).toBeDefined()
    }
    expect(rowAt(invoiceTables.raisedRates, 'state-aid', opening)).toBeDefined()
    for (const kind of ['participation', 'box', 'paramedical', 'transport'] as const) {
      expect(rowAt(invoiceTables.retentions, kind, opening)).toBeDefined()
    }
    for (const kind of ['participation', 'franchise'] as const) {
      expect(rowAt(invoiceTables.yearCeilings, kind, opening)).toBeDefined()
    }
    for (const key of waiverKeys) expect(rowAt(invoiceTables.waivers, key, opening)).toBeDefined()
  })

  it.each(every)('%s have real days, a source, and a note where sources conflict', (_, rows) => {
    for (const { from, to, source, confidence, note } of rows) {
      expect(isDay(from)).toBe(true)
      if (to !== undefined) expect(isDay(to)).toBe(true)
      expect(source).not.toBe('')
      if (confidence === 'C') expect(note).toMatch(/conflict/)
    }
  })

  it('never pay more with less, or more than everything', () => {
    for (const { key, percent } of invoiceTables.rates) {
      const local = needRowAt(invoiceTables.localRates, key, opening)
      expect(local.percent).toBeGreaterThanOrEqual(percent)
      expect(local.percent).toBeLessThanOrEqual(100)
    }
  })
})

describe('a row by its day', () => {
  it('changes on the day the law says, not a day before', () => {
    const { retentions } = invoiceTables
    expect(rowAt(retentions, 'participation', '2024-05-14')?.cents).toBe(100)
    expect(rowAt(retentions, 'participation', '2024-05-15')?.cents).toBe(200)
    expect(rowAt(retentions, 'box', '2024-03-30')?.cents).toBe(50)
    expect(rowAt(retentions, 'box', '2024-03-31')?.cents).toBe(100)
  })

  it('is known of 2025, and of 2026 the same amount that nobody has checked', () => {
    for (const rows of [invoiceTables.retentions, invoiceTables.yearCeilings]) {
      for (const key of new Set(rows.map((row) => row.key))) {
        const known = rows.find((row) => row.key === key && row.to === '2025-12-31')
        const run = rows.find((row) => row.key === key && row.from === '2026-01-01')
        expect([known?.confidence, run?.confidence]).toEqual(['B', 'D'])
        expect(run).toMatchObject({ cents: known?.cents, note: expect.stringMatching(/2026/) })
        expect(run && 'dayCents' in run ? run.dayCents : undefined).toBe(
          known && 'dayCents' in known ? known.dayCents : undefined,
        )
      }
    }
  })

  it('refuses a day before the tables begin', () => {
    expect(() => needRowAt(invoiceTables.rates, 'medical', '2023-12-31')).toThrow('care-day')
  })

  it('takes only days of the calendar', () => {
    expect(isDay('2024-02-29')).toBe(true)
    expect(isDay('2026-02-29')).toBe(false)
    expect(isDay('2026-13-01')).toBe(false)
    expect(isDay('2026-1-1')).toBe(false)
    expect(isDay('2026-01-01T00:00')).toBe(false)
  })
})

describe('the equipment aid', () => {
  it('is 280 euros in 2025, 140 in 2026, and told for no other day', () => {
    expect(equipmentAidAt('2024-12-31')).toBeUndefined()
    expect(equipmentAidAt('2025-12-31')).toBe(28_000)
    expect(equipmentAidAt('2026-01-01')).toBe(14_000)
    expect(equipmentAidAt('2027-01-01')).toBeUndefined()
  })
})

describe('an offered tariff', () => {
  it('is the price of the day, with how well it is known', () => {
    expect(offeredTariff('G', '2024-12-21')).toEqual({ cents: 2650, confidence: 'D' })
    expect(offeredTariff('G', '2024-12-22')).toEqual({ cents: 3000, confidence: 'D' })
    expect(offeredTariff('IMT', '2026-04-14')).toBeUndefined()
  })

  it('is multiplied by the coefficient, to the cent, half up', () => {
    expect(offeredTariff('AMI', '2026-04-14', 450)?.cents).toBe(1418)
    expect(offeredTariff('AMI', '2026-04-14', 125)?.cents).toBe(394)
  })
})
