import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { mkdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One measured figure: what it is, its value with its unit, and what it is compared with in the same run. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** value against a limit or a peer measured in the same run */
  readonly ratio?: number
  readonly ratioTo?: string
  readonly target?: string
}

export interface Section {
  readonly title: string
  readonly note: string
  readonly figures: readonly Figure[]
}

/** The machine a run was made on: quoted beside every table, since absolute figures mean nothing without it. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} x ${model}, ${memory} GiB, ${process.platform}, Node ${process.version}, Chromium ${browserVersion()}`
}

/**
 * Writes docs/benchmarks.json and docs/benchmarks.md. Sections not measured in this run are kept as they were, each
 * with the date and machine of its own run.
 */
export function writeReport(root: string, sections: readonly Section[]): void {
  const file = join(root, 'docs', 'benchmarks.json')
  const before = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Report)
    : { runs: {} }
  const measured = { at: new Date().toISOString().slice(0, 10), machine: describeMachine() }
  const runs = { ...before.runs }
  for (const section of sections) runs[section.title] = { ...measured, ...section }
  mkdirSync(join(root, 'docs'), { recursive: true })
  writeFileSync(file, `${JSON.stringify({ runs }, null, 2)}\n`)
  writeFileSync(join(root, 'docs', 'benchmarks.md'), table(runs))
}

interface Report {
  readonly runs: Record<string, Section & { readonly at: string; readonly machine: string }>
}

function table(runs: Report['runs']): string {
  const parts = Object.values(runs).map((run) => {
    const rows = run.figures.map((figure) => {
      const ratio = figure.ratio === undefined ? '' : `${digits(figure.ratio)} of ${figure.ratioTo}`
      return `| ${figure.name} | ${digits(figure.value)} ${figure.unit} | ${ratio} | ${figure.target ?? ''} |`
    })
    return [
      `## ${run.title}`,
      '',
      run.note,
      '',
      `Measured ${run.at} on ${run.machine}.`,
      '',
      '| figure | value | ratio, same run | target |',
      '|---|---|---|---|',
      ...rows,
    ].join('\n')
  })
  return `# Benchmarks\n\nMade by \`pnpm bench\`. Machines are noisy: carry the ratios, not the absolute figures.\n\n${parts.join('\n\n')}\n`
}

function digits(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(3)
}

function browserVersion(): string {
  try {
    return (
      execFileSync('/usr/bin/chromium', ['--version'], { encoding: 'utf8' }).trim().split(' ')[1] ??
      '?'
    )
  } catch {
    return 'none'
  }
}

/** The p-th quantile (0..1) of a sample. */
export function quantile(sample: readonly number[], p: number): number {
  const sorted = sample.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN
}
