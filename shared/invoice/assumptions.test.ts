import { describe, expect, it } from 'vitest'
import { assumptionsOf } from './assumptions.ts'
import type { Cover } from './cover.ts'
import { nothingUsed } from './retention.ts'
import { computeShares } from './shares.ts'
import { plainCover } from './test-cover.ts'

function visitOn(day: string, more: Partial<Cover> = {}) {
  return assumptionsOf(
    computeShares({
      lines: [{ kind: 'ngap', code: 'G', quantity: 1, unitCents: 3_000 }],
      day,
      professionCode: '10',
      carePath: 'T',
      cover: { ...plainCover, ...more },
      used: nothingUsed,
    }),
  )
}

describe('what shares take for granted', () => {
  it('is a participation of 2026, whose amount no source told, and not the one of 2025', () => {
    expect(visitOn('2025-12-31').isUnchecked).toBe(false)
    expect(visitOn('2026-01-01').isUnchecked).toBe(true)
    expect(visitOn('2026-01-01', { age: 17 }).isUnchecked).toBe(false)
  })

  it('is the part of a complementary contract, and not the one of the solidarity cover', () => {
    const day = '2025-12-31'
    expect(visitOn(day).isComplementaryAssumed).toBe(false)
    expect(visitOn(day, { hasComplementary: true }).isComplementaryAssumed).toBe(true)
    expect(visitOn(day, { isSolidarity: true }).isComplementaryAssumed).toBe(false)
  })
})
