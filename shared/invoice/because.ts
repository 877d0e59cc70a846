import type { Confidence, DatedRow } from './tables/dated-row.ts'

/** The rules a share may rest on. */
export type Rule =
  | 'obligatory-closed'
  | 'not-refunded'
  | 'rate'
  | 'local-rate'
  | 'raised-rate'
  | 'off-path'
  | 'above-tariff'
  | 'ticket-complementary'
  | 'ticket-solidarity'
  | 'participation'
  | 'franchise'
  | 'day-ceiling'
  | 'year-ceiling'
  | 'refund-too-small'
  | 'waived'

/** Why a share is what it is: a rule, and where it comes from a dated table, which row and how well that row is known. */
export interface Because {
  readonly rule: Rule
  readonly key?: string
  readonly from?: string
  readonly confidence?: Confidence
  readonly percent?: number
}

export function rowBecause(rule: Rule, row: DatedRow & { readonly percent?: number }): Because {
  const { key, from, confidence, percent } = row
  return { rule, key, from, confidence, ...(percent === undefined ? {} : { percent }) }
}
