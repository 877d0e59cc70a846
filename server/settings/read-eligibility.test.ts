import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { eligibilityRules } from '../enrolment/eligibility-rules.ts'
import { decideSettings } from './decide-settings.ts'
import { SettingsProblem } from './decide-value.ts'

const rules = {
  holderAge: [
    { from: '2023-01-01', value: 18 },
    { from: '2027-01-01', value: 16 },
  ],
  regimes: [{ from: '2023-01-01', value: ['01', '02'] }],
  departments: [{ from: '2023-01-01', value: ['57', '2A', '974'] }],
  isGuardianshipTaken: [{ from: '2023-01-01', value: true }],
}

function decide(content: unknown, more: { ETUI_HOLDER_AGE?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'etui-rules-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'rules.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return decideSettings({ unknown: [], values: { ETUI_ELIGIBILITY: path, ...more } }).eligibility
}

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run()
  } catch (error) {
    if (error instanceof SettingsProblem) return error.problems
    throw error
  }
  return expect.fail('it should have been refused')
}

test('takes an insurer’s rules with their days', () => {
  expect(decide(rules)).toEqual(rules)
})

test('has rules of its own without a file, with the age that is set', () => {
  expect(decideSettings({ unknown: [], values: {} }).eligibility).toEqual(eligibilityRules(18))
  const { eligibility } = decideSettings({ unknown: [], values: { ETUI_HOLDER_AGE: '16' } })
  expect(eligibility).toEqual(eligibilityRules(16))
})

test('names everything wrong at once', () => {
  const wrong = {
    holderAge: [{ from: '2023-01-01', value: 7 }],
    regimes: [
      { from: '2025-02-30', value: ['1'] },
      { from: '2024-01-01', value: 'all' },
      { from: '2024-01-01', value: 'none' },
    ],
    departments: [],
    ageOfConsent: 15,
  }
  expect(problemsOf(() => decide(wrong, { ETUI_HOLDER_AGE: '16' }))).toEqual([
    'ETUI_HOLDER_AGE is told by the file of ETUI_ELIGIBILITY',
    'ETUI_ELIGIBILITY: “ageOfConsent” is not a rule',
    'ETUI_ELIGIBILITY: holderAge[0].value must be a whole number from 12 to 21',
    'ETUI_ELIGIBILITY: regimes[0].from must be a day such as 2026-01-31',
    'ETUI_ELIGIBILITY: regimes[0].value must be "all" or a list of two digits',
    'ETUI_ELIGIBILITY: regimes[2].from must be later than the one before',
    'ETUI_ELIGIBILITY: regimes[2].value must be "all" or a list of two digits',
    'ETUI_ELIGIBILITY: departments must be a list of { "from", "value" }',
    'ETUI_ELIGIBILITY: isGuardianshipTaken must be a list of { "from", "value" }',
  ])
})

test.each([
  ['that is not there', undefined, 'the file cannot be read'],
  ['that is no JSON', '{', 'the file is not JSON'],
  ['that is a list', '[]', 'the file must hold one object'],
])('refuses a file %s', (_, content, about) => {
  const run = () =>
    content === undefined
      ? decideSettings({ unknown: [], values: { ETUI_ELIGIBILITY: '/nowhere/rules.json' } })
      : decide(content)
  expect(problemsOf(run)).toEqual([`ETUI_ELIGIBILITY: ${about}`])
})
