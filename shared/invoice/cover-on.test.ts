import { describe, expect, it } from 'vitest'
import { coverOn, exemptionsOn, type KnownRights } from './cover-on.ts'
import { fullYears } from './full-years.ts'

const rights: KnownRights = {
  isOpen: true,
  from: '2020-01-01',
  to: '2026-12-31',
  hasC2s: false,
  complementary: { to: '2026-06-30' },
  exemptions: [
    { code: '4', from: '2023-02-01', to: '2026-04-30' },
    { code: '7', from: '2026-05-01' },
  ],
}
const choice = { birthDate: 19650614, thirdParty: 'full', exemption: '0' } as const

function on(day: string) {
  return coverOn(rights, { ...choice, day })
}

describe('the cover of a person', () => {
  it('is that of the day of care', () => {
    expect(on('2026-06-30')).toMatchObject({ isObligatoryOpen: true, hasComplementary: true })
    expect(on('2026-07-01')).toMatchObject({ isObligatoryOpen: true, hasComplementary: false })
    expect(on('2027-01-01')).toMatchObject({ isObligatoryOpen: false, hasComplementary: false })
    expect(on('2019-12-31').isObligatoryOpen).toBe(false)
  })

  it('is none at all, solidarity included, when rights are closed', () => {
    const closed = { ...rights, isOpen: false, hasC2s: true }
    expect(coverOn(closed, { ...choice, day: '2026-04-14' })).toMatchObject({
      isObligatoryOpen: false,
      isSolidarity: false,
      hasComplementary: false,
    })
  })

  it('takes an exemption that holds that day, for all lines or for one, and no other', () => {
    const day = '2026-04-30'
    expect(exemptionsOn(rights, day)).toEqual(['4'])
    expect(coverOn(rights, { ...choice, day, exemption: '4' }).exemption).toBe('4')
    for (const wrong of [
      { day, exemption: '7' as const },
      { day: '2026-05-01', exemption: '4' as const },
      { day, exemption: '0' as const, lineExemptions: [undefined, '9' as const] },
    ]) {
      expect(() => coverOn(rights, { ...choice, ...wrong })).toThrow('exemption-unknown')
    }
  })
})

describe('an age', () => {
  it.each([
    [20080412, '2026-04-11', 17],
    [20080412, '2026-04-12', 18],
    [19650000, '2026-01-01', 61],
    [20260412, '2026-04-11', 0],
  ])('of %i on %s is %i', (birth, day, age) => {
    expect(fullYears(birth, day)).toBe(age)
  })
})
