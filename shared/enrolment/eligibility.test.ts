import { expect, it } from 'vitest'
import { ageAt } from './age.ts'
import { type Candidate, type EligibilityRules, judgeEligibility } from './eligibility.ts'

const rules: EligibilityRules = {
  holderAge: [
    { from: '2025-01-01', value: 18 },
    { from: '2027-01-01', value: 16 },
  ],
  regimes: [
    { from: '2025-01-01', value: ['01', '02'] },
    { from: '2025-11-18', value: 'all' },
  ],
  departments: [
    { from: '2025-01-01', value: ['69', '06'] },
    { from: '2025-06-01', value: ['69', '06', '2A', '974'] },
    { from: '2025-11-18', value: 'all' },
  ],
  isGuardianshipTaken: [
    { from: '2025-01-01', value: false },
    { from: '2028-03-01', value: true },
  ],
}
const claire: Candidate = {
  birthDate: '1984-03-12',
  regime: '01',
  department: '69',
  isUnderGuardianship: false,
  hasOpenRights: true,
}
const judge = (change: Partial<Candidate>, day: string, time = '12:00:00.000') =>
  judgeEligibility({ ...claire, ...change }, rules, new Date(`${day}T${time}Z`))

it('lets whoever fulfils everything activate', () => {
  expect(judge({}, '2025-01-01', '00:00:00.000')).toBeUndefined()
})

it.each<[string, Partial<Candidate>, string, string | undefined]>([
  ['the day before their 18th birthday', { birthDate: '2007-12-02' }, '2025-12-01', 'too-young'],
  ['on their 18th birthday', { birthDate: '2007-12-01' }, '2025-12-01', undefined],
  ['born on 29 February, on the 28th', { birthDate: '2008-02-29' }, '2026-02-28', 'too-young'],
  ['born on 29 February, on 1 March', { birthDate: '2008-02-29' }, '2026-03-01', undefined],
  ['of 16 the day before the new age', { birthDate: '2010-06-01' }, '2026-12-31', 'too-young'],
  ['of 16 from the new age on', { birthDate: '2010-06-01' }, '2027-01-01', undefined],
  ['of 15 then', { birthDate: '2011-01-02' }, '2027-01-01', 'too-young'],
  ['of a regime not there yet', { regime: '90' }, '2025-11-17', 'regime-not-served'],
  ['of any regime since all take part', { regime: '90' }, '2025-11-18', undefined],
  ['of a department not there yet', { department: '2A' }, '2025-05-31', 'department-not-served'],
  ['of a department from its day on', { department: '2A' }, '2025-06-01', undefined],
  ['of another one still', { department: '57' }, '2025-06-01', 'department-not-served'],
  ['of any department since all are', { department: '57' }, '2025-11-18', undefined],
  ['under guardianship', { isUnderGuardianship: true }, '2028-02-29', 'under-guardianship'],
  ['under guardianship once taken', { isUnderGuardianship: true }, '2028-03-01', undefined],
  ['with closed rights', { hasOpenRights: false }, '2026-01-01', 'rights-closed'],
])('judges somebody %s', (_who, change, day, refusal) => {
  expect(judge(change, day)).toBe(refusal)
})

it('changes at midnight in France', () => {
  expect(judge({ regime: '90' }, '2025-11-17', '22:59:59.999')).toBe('regime-not-served')
  expect(judge({ regime: '90' }, '2025-11-17', '23:00:00.000')).toBeUndefined()
})

it('tells what lasts longest first', () => {
  const nothing = {
    isUnderGuardianship: true,
    birthDate: '2015-01-01',
    regime: '90',
    department: '57',
    hasOpenRights: false,
  }
  const told: (string | undefined)[] = []
  for (const mended of [
    {},
    { isUnderGuardianship: false },
    { birthDate: '1984-03-12' },
    { regime: '01' },
    { department: '69' },
    { hasOpenRights: true },
  ]) {
    Object.assign(nothing, mended)
    told.push(judge(nothing, '2025-03-01'))
  }
  expect(told).toEqual([
    'under-guardianship',
    'too-young',
    'regime-not-served',
    'department-not-served',
    'rights-closed',
    undefined,
  ])
})

it('allows nothing before its first setting', () => {
  expect(judge({}, '2024-12-31')).toBe('too-young')
  expect(judge({ birthDate: '1900-01-01' }, '2024-12-31')).toBe('too-young')
  expect(judgeEligibility(claire, { ...rules, regimes: [] }, new Date('2026-01-01'))).toBe(
    'regime-not-served',
  )
})

it.each([
  ['2000-05-10', '2018-05-09', 17],
  ['2000-05-10', '2018-05-10', 18],
  ['2000-00-00', '2018-12-30', 17],
  ['2000-00-00', '2018-12-31', 18],
  ['2000-20-00', '2018-12-30', 17],
])('somebody born %s is on %s of age %i', (birthDate, day, age) => {
  expect(ageAt(birthDate, new Date(`${day}T12:00:00Z`))).toBe(age)
  // The day has begun in France by then.
  expect(ageAt(birthDate, new Date(Date.parse(`${day}T00:00:00Z`) - 3_600_000))).toBe(age)
})
