import type { Dates } from '../../src/i18n/dates.ts'

export interface Speech {
  t(key: string, blanks?: Record<string, string | number>): string
  readonly dates: Dates
  money(cents: number): string
  /** by the server's clock */
  readonly now: Date
}

/** By a shape and in words, how something stands. */
export interface SaidState {
  readonly kind: 'plain' | 'good' | 'again' | 'stop'
  readonly state: string
}

/** Why a person has to look at something, and the one thing to do. */
export interface SaidCause {
  readonly kind: SaidState['kind']
  /** what it is about, and of when */
  readonly about: string
  readonly cause: string
  /** amounts, each with what it is */
  readonly amounts?: readonly { readonly name: string; readonly amount: string }[]
  readonly next: string
}
