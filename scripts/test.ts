import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { requireBrowser } from './browser.ts'
import { buildApps } from './build.ts'
import {
  countsLine,
  isGreen,
  readPlaywrightCounts,
  readVitestCounts,
  sumCounts,
  type TestCounts,
} from './test-counts.ts'

/**
 * `pnpm test`: finds or installs a browser, builds the apps, runs every suite, and ends with the line
 * `N passed, N failed` (and `, N skipped`). `pnpm test unit` and `pnpm test e2e` run one half; what follows is handed to
 * that half's tool (`pnpm test e2e wedge`). Exits 1 on a failure, or when nothing ran.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const reports = fileURLToPath(new URL('../test-results/', import.meta.url))
const [only, ...rest] = process.argv.slice(2).filter((argument) => argument !== '--')

const browser = await requireBrowser()
process.env['ETUI_BROWSER'] = browser
process.stdout.write(`Browser: ${browser}\n`)
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })

const all: TestCounts[] = []
if (only === undefined || only === 'unit') all.push(await runUnit())
if (only === undefined || only === 'e2e') all.push(await runBrowserTests())
const total = sumCounts(all)
process.stdout.write(`\n${countsLine(total)}\n`)
process.exitCode = isGreen(total) ? 0 : 1

async function runUnit(): Promise<TestCounts> {
  const report = `${reports}vitest.json`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const exitCode = await run('vitest', ['run', ...reporters, ...rest], {})
  return readVitestCounts(report, exitCode)
}

/** The apps are built anew each time: a browser test of yesterday's pages proves nothing. */
async function runBrowserTests(): Promise<TestCounts> {
  await buildApps()
  const report = `${reports}playwright.json`
  const options = ['test', '--config', 'e2e', '--reporter', 'list,json', ...rest]
  const exitCode = await run('playwright', options, { PLAYWRIGHT_JSON_OUTPUT_FILE: report })
  return readPlaywrightCounts(report, exitCode)
}

function run(
  tool: string,
  options: string[],
  environment: Record<string, string>,
): Promise<number> {
  const child = spawn(`${root}node_modules/.bin/${tool}`, options, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...environment },
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
