import { readFileSync } from 'node:fs'

/** How many tests ended how; a suite that could not run at all counts as one failure. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export function sumCounts(all: readonly TestCounts[]): TestCounts {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const counts of all) {
    sum.passed += counts.passed
    sum.failed += counts.failed
    sum.skipped += counts.skipped
  }
  return sum
}

/** The line by which a run is judged. */
export function countsLine({ passed, failed, skipped }: TestCounts): string {
  const line = `${passed} passed, ${failed} failed`
  return skipped > 0 ? `${line}, ${skipped} skipped` : line
}

/** Nothing run is not a success. */
export function isGreen({ passed, failed }: TestCounts): boolean {
  return failed === 0 && passed > 0
}

/** Reads Vitest's JSON report. A file that failed to load has no test of its own, and counts as one failure. */
export function readVitestCounts(path: string, exitCode: number): TestCounts {
  const report = readReport(path) as VitestReport | undefined
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const dead = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  return withExit(exitCode, {
    passed: report.numPassedTests,
    failed: report.numFailedTests + dead,
    skipped: report.numPendingTests + report.numTodoTests,
  })
}

/**
 * Reads Playwright's JSON report; its errors are what no test could be blamed for. A flaky test passed at the second try
 * that only CI gives.
 */
export function readPlaywrightCounts(path: string, exitCode: number): TestCounts {
  const report = readReport(path) as PlaywrightReport | undefined
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = report.stats
  return withExit(exitCode, {
    passed: expected + flaky,
    failed: unexpected + report.errors.length,
    skipped,
  })
}

/** A tool that fails for a reason outside its tests must not pass for a success. */
function withExit(exitCode: number, counts: TestCounts): TestCounts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function readReport(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** The part of each tool's own report that is read here. */
interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly unknown[]
  }[]
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number
    readonly unexpected: number
    readonly flaky: number
    readonly skipped: number
  }
  readonly errors: readonly unknown[]
}
