import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  countsLine,
  isGreen,
  readPlaywrightCounts,
  readVitestCounts,
  sumCounts,
} from './test-counts.ts'

const folder = mkdtempSync(join(tmpdir(), 'etui-counts-'))

function report(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

const vitest = {
  numPassedTests: 4,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{}] }],
}

it('ends a run with one line', () => {
  const sum = sumCounts([
    { passed: 2, failed: 0, skipped: 0 },
    { passed: 3, failed: 1, skipped: 2 },
  ])
  expect(countsLine(sum)).toBe('5 passed, 1 failed, 2 skipped')
  expect(countsLine({ passed: 5, failed: 0, skipped: 0 })).toBe('5 passed, 0 failed')
})

it('calls a run green only when something passed and nothing failed', () => {
  expect(isGreen({ passed: 1, failed: 0, skipped: 3 })).toBe(true)
  expect(isGreen({ passed: 0, failed: 0, skipped: 3 })).toBe(false)
  expect(isGreen({ passed: 9, failed: 1, skipped: 0 })).toBe(false)
})

it('counts a file that could not be loaded as a failure', () => {
  const path = report('dead.json', {
    ...vitest,
    testResults: [{ status: 'failed', assertionResults: [] }],
  })
  expect(readVitestCounts(path, 1)).toEqual({ passed: 4, failed: 1, skipped: 1 })
})

it('counts a tool that ended badly without a failed test, or without a report, as a failure', () => {
  expect(readVitestCounts(report('exit.json', vitest), 1).failed).toBe(1)
  expect(readVitestCounts(report('good.json', vitest), 0).failed).toBe(0)
  expect(readVitestCounts(join(folder, 'missing.json'), 0).failed).toBe(1)
})

it('counts an error outside any test as a failure, and a second try in CI as what it came to', () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 0 }
  const path = report('playwright.json', { stats, errors: [{}] })
  expect(readPlaywrightCounts(path, 1)).toEqual({ passed: 4, failed: 2, skipped: 0 })
})
