import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * `pnpm check`: everything that reads the code without running it. Each step is run even when one before it failed, its
 * name and time are printed, and the failures are told again at the end. Exits 1 on any.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const bin = `${root}node_modules/.bin/`

interface Step {
  readonly name: string
  readonly tool: string
  readonly options: readonly string[]
}

const steps: readonly Step[] = [
  { name: 'format', tool: `${bin}oxfmt`, options: ['--check', '.'] },
  { name: 'lint', tool: `${bin}oxlint`, options: ['--deny-warnings'] },
  { name: 'templates', tool: `${bin}eslint`, options: ['web/**/*.vue'] },
  { name: 'types of shared', tool: `${bin}tsc`, options: ['-p', 'shared'] },
  { name: 'types of server', tool: `${bin}tsc`, options: ['-p', 'server'] },
  { name: 'types of e2e', tool: `${bin}tsc`, options: ['-p', 'e2e'] },
  { name: 'types of bench', tool: `${bin}tsc`, options: ['-p', 'bench'] },
  { name: 'types of web', tool: `${root}web/node_modules/.bin/vue-tsc`, options: ['-p', 'web'] },
  ...['web/tsconfig.worker.json', 'web/vite'].map((project) => ({
    name: `types of ${project}`,
    tool: `${root}web/node_modules/.bin/tsc`,
    options: ['-p', project],
  })),
  { name: 'unused code', tool: `${bin}knip`, options: [] },
  { name: 'texts', tool: process.execPath, options: ['scripts/texts.ts'] },
]

const failures = steps.filter((step) => !runStep(step)).map((step) => step.name)
const summary = failures.length === 0 ? 'All checks passed' : `Failed: ${failures.join(', ')}`
process.stdout.write(`\n${summary} (${steps.length} checks)\n`)
process.exitCode = failures.length === 0 ? 0 : 1

function runStep({ name, tool, options }: Step): boolean {
  const from = performance.now()
  const { status, stdout, stderr, error } = spawnSync(tool, options, {
    cwd: root,
    encoding: 'utf8',
  })
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  const isGood = status === 0
  process.stdout.write(`${isGood ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`)
  if (!isGood) process.stdout.write(error ? `${error.message}\n` : `${stdout}${stderr}\n`)
  return isGood
}
