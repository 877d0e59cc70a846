import { Refusal } from '../refusal.ts'
import { type Because, rowBecause } from './because.ts'
import type { CheckedAct } from './check-acts.ts'
import { type CarePath, type Cover, isOffPath } from './cover.ts'
import { needRowAt } from './tables/dated-row.ts'
import type { Nature } from './tables/nature.ts'
import type { InvoiceTables } from './tables/tables.ts'

/** A line before anything is kept back: three parts of its tariff, in cents. What else it costs is the patient's. */
export interface Covered {
  readonly grossCents: number
  /** the rest of the tariff on the care path */
  readonly ticketCents: number
  /** what leaving the care path costs */
  readonly penaltyCents: number
  readonly because: readonly Because[]
}

export interface CareSituation {
  readonly day: string
  readonly carePath?: CarePath | undefined
  readonly cover: Cover
}

/**
 * What obligatory cover pays of a line, before participation and franchise: the percent of its nature, raised by an
 * exemption, lowered off the care path, of the tariff or of the price where that is lower. To the cent, half up; the
 * other parts are what remains, so that nothing is lost. Refuses with `care-path-missing` a doctor's act without its path,
 * of somebody old enough to have one.
 */
export function coverAct(act: CheckedAct, care: CareSituation, tables: InvoiceTables): Covered {
  const { line, nature } = act
  const none = { grossCents: 0, ticketCents: 0, penaltyCents: 0 }
  if (!care.cover.isObligatoryOpen) return { ...none, because: [{ rule: 'obligatory-closed' }] }
  if (!nature) return { ...none, because: [{ rule: 'not-refunded' }] }
  const base = line.quantity * Math.min(line.unitCents, line.tariffCents ?? line.unitCents)
  const full = percentOf(nature, line.exemption ?? care.cover.exemption, care, tables)
  const lowered = pathPoints(nature, care, tables)
  const onPath = partOf(base, full.percent)
  const gross = partOf(base, Math.max(0, full.percent - lowered.points))
  return {
    grossCents: gross,
    ticketCents: base - onPath,
    penaltyCents: onPath - gross,
    because: [
      ...full.because,
      ...lowered.because,
      ...(line.unitCents * line.quantity > base ? [{ rule: 'above-tariff' } as const] : []),
    ],
  }
}

/** A whole percent of an amount, to the cent, half up. */
function partOf(cents: number, percent: number): number {
  return Math.floor((cents * percent + 50) / 100)
}

/** The best of what nature, exemption and aid give. */
function percentOf(
  nature: Nature,
  exemption: Cover['exemption'],
  { day, cover }: CareSituation,
  tables: InvoiceTables,
): { percent: number; because: Because[] } {
  const row = needRowAt(cover.isLocal ? tables.localRates : tables.rates, nature, day)
  let best = {
    percent: row.percent,
    because: [rowBecause(cover.isLocal ? 'local-rate' : 'rate', row)],
  }
  const marks = [
    ...(exemption === '0' ? [] : [exemption]),
    ...(cover.isStateAid ? ['state-aid' as const] : []),
  ]
  for (const mark of marks) {
    const raised = needRowAt(tables.raisedRates, mark, day)
    if (raised.percent <= best.percent || raised.except.includes(nature)) continue
    best = { percent: raised.percent, because: [rowBecause('raised-rate', raised)] }
  }
  return best
}

function pathPoints(
  nature: Nature,
  { day, carePath, cover }: CareSituation,
  tables: InvoiceTables,
): { points: number; because: Because[] } {
  if (nature !== 'medical') return { points: 0, because: [] }
  const row = needRowAt(tables.offPath, nature, day)
  if (cover.age < row.fromAge) return { points: 0, because: [] }
  if (carePath === undefined) throw new Refusal('care-path-missing')
  if (!isOffPath(carePath)) return { points: 0, because: [] }
  return { points: row.points, because: [rowBecause('off-path', row)] }
}
