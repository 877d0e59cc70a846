import { type Because, rowBecause } from './because.ts'
import type { CheckedAct } from './check-acts.ts'
import type { Cover } from './cover.ts'
import { needRowAt } from './tables/dated-row.ts'
import { type FranchiseKind, type RetentionKind, retentionOf } from './tables/retentions.ts'
import type { InvoiceTables } from './tables/tables.ts'
import type { WaiverRow } from './tables/waivers.ts'

/** What was kept back of a person before this invoice, in cents, for the ceilings of its day and its year. */
export interface UsedCeilings {
  /** that day, by this professional */
  readonly participationDayCents: number
  readonly participationYearCents: number
  /** that day, by any professional */
  readonly franchiseDayCents: Readonly<Record<FranchiseKind, number>>
  /** all kinds together */
  readonly franchiseYearCents: number
}

/** Of whom nothing was kept back. */
export const nothingUsed: UsedCeilings = {
  participationDayCents: 0,
  participationYearCents: 0,
  franchiseDayCents: { box: 0, paramedical: 0, transport: 0 },
  franchiseYearCents: 0,
}

/** What is kept back of one line, never more than its refund. */
export interface Retained {
  readonly cents: number
  /** undefined when nothing of the kind applies */
  readonly kind: RetentionKind | undefined
  readonly because: readonly Because[]
}

export interface RetentionCare {
  readonly day: string
  readonly cover: Cover
  readonly used: UsedCeilings
}

/**
 * Keeps back participation and franchise from the lines of one invoice, in their order, until a ceiling is met: what the
 * function it answers takes from one line is no longer there for the next. Throws TypeError for a past that is no whole
 * number of cents.
 */
export function retentionsOf(
  { day, cover, used }: RetentionCare,
  tables: InvoiceTables,
): (act: CheckedAct, refundCents: number) => Retained {
  const dayTaken = {
    participation: countedCents(used.participationDayCents),
    box: countedCents(used.franchiseDayCents.box),
    paramedical: countedCents(used.franchiseDayCents.paramedical),
    transport: countedCents(used.franchiseDayCents.transport),
  }
  const yearTaken = {
    participation: countedCents(used.participationYearCents),
    franchise: countedCents(used.franchiseYearCents),
  }
  const waiver = tables.waivers.find((row) => isWaived(row, day, cover))
  return ({ line, nature, isSupplement }, refundCents) => {
    const kind = nature && !isSupplement ? retentionOf[nature] : undefined
    if (!kind || refundCents === 0) return { cents: 0, kind: undefined, because: [] }
    if (waiver) return { cents: 0, kind: undefined, because: [rowBecause('waived', waiver)] }
    const row = needRowAt(tables.retentions, kind, day)
    const account = kind === 'participation' ? 'participation' : 'franchise'
    const year = needRowAt(tables.yearCeilings, account, day)
    const wanted = line.quantity * row.cents
    const dayLeft = Math.max(0, (row.dayCents ?? Infinity) - dayTaken[kind])
    const yearLeft = Math.max(0, year.cents - yearTaken[account])
    const cents = Math.min(wanted, refundCents, dayLeft, yearLeft)
    dayTaken[kind] += cents
    yearTaken[account] += cents
    const because = [
      rowBecause(account, row),
      ...(cents < wanted && cents === dayLeft ? [rowBecause('day-ceiling', row)] : []),
      ...(cents < wanted && cents === yearLeft ? [rowBecause('year-ceiling', year)] : []),
      ...(cents < wanted && cents === refundCents ? [{ rule: 'refund-too-small' } as const] : []),
    ]
    return { cents, kind, because }
  }
}

function countedCents(cents: number): number {
  if (!Number.isSafeInteger(cents) || cents < 0) {
    throw new TypeError('not a whole number of cents, zero or more')
  }
  return cents
}

function isWaived(row: WaiverRow, day: string, cover: Cover): boolean {
  if (row.from > day || (row.to !== undefined && day > row.to)) return false
  switch (row.key) {
    case 'minor':
      return cover.age < (row.belowAge ?? 0)
    case 'solidarity':
      return cover.isSolidarity
    case 'state-aid':
      return cover.isStateAid
    case 'maternity':
      return cover.isMaternity
  }
}
