import { bareLetters } from '@etui/shared/name/bare-letters.ts'
import type { LetterItem, LetterSummary } from '@etui/shared/phone/letter.ts'

/** What one month, or a year of them, cost and who bore it. Cents; the three sum to what care cost. */
export interface Costs {
  readonly obligatoryCents: number
  readonly complementaryCents: number
  readonly patientCents: number
}

export interface MonthCosts extends Costs {
  /** YYYY-MM */
  readonly month: string
}

export interface SpendingFilter {
  /** everybody's when undefined */
  readonly beneficiaryId?: string | undefined
  /** YYYY-MM, both within */
  readonly from: string
  readonly to: string
  /** words, all of which an invoice must hold; accents and case do not count */
  readonly text: string
}

/** The invoices that a vault holds, the last day of care first. */
export function summariesOf(history: readonly LetterItem[]): readonly LetterSummary[] {
  return history
    .filter((item) => item.kind === 'summary')
    .toSorted((one, other) => compare(other.careDay, one.careDay) || other.at - one.at)
}

export function chooseSummaries(
  summaries: readonly LetterSummary[],
  { beneficiaryId, from, to, text }: SpendingFilter,
): readonly LetterSummary[] {
  const words = bareLetters(text).split(/\s+/).filter(Boolean)
  return summaries.filter((summary) => {
    const month = summary.careDay.slice(0, 7)
    if (beneficiaryId !== undefined && summary.beneficiaryId !== beneficiaryId) return false
    if (month < from || month > to) return false
    const held = words.length === 0 ? '' : textOf(summary)
    return words.every((word) => held.includes(word))
  })
}

/** The twelve months that end with `last` (YYYY-MM), the oldest first. */
export function twelveMonths(last: string): readonly string[] {
  const [year = 0, month = 0] = last.split('-').map(Number)
  return Array.from({ length: 12 }, (_, at) =>
    new Date(Date.UTC(year, month - 12 + at, 1)).toISOString().slice(0, 7),
  )
}

/** What each of these months cost; one without care costs nothing. A counter-invoice takes off what it turned. */
export function costsByMonth(
  summaries: readonly LetterSummary[],
  months: readonly string[],
): readonly MonthCosts[] {
  const byMonth = Map.groupBy(summaries, ({ careDay }) => careDay.slice(0, 7))
  return months.map((month) => ({ month, ...costsOf(byMonth.get(month) ?? []) }))
}

export function costsOf(summaries: readonly LetterSummary[]): Costs {
  const sum = (part: keyof Costs) =>
    summaries.reduce((cents, { shares }) => cents + shares[part], 0)
  return {
    obligatoryCents: sum('obligatoryCents'),
    complementaryCents: sum('complementaryCents'),
    patientCents: sum('patientCents'),
  }
}

export function totalOf({ obligatoryCents, complementaryCents, patientCents }: Costs): number {
  return obligatoryCents + complementaryCents + patientCents
}

function textOf({ counterName, organisation, lines }: LetterSummary): string {
  const acts = lines.flatMap(({ code, label }) => [code, label ?? ''])
  return bareLetters([counterName, organisation, ...acts].join(' '))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
