import { letters, type LetterRow } from './letters.ts'
import { offPath, type OffPathRow } from './off-path.ts'
import { raisedRates, type RaisedRateRow } from './raised-rates.ts'
import { localRates, rates, type RateRow } from './rates.ts'
import { retentions, type RetentionRow, yearCeilings, type YearRow } from './retentions.ts'
import { waivers, type WaiverRow } from './waivers.ts'

/** Every dated table that decides over shares. A row is chosen by its key and the day of care. */
export interface InvoiceTables {
  readonly letters: readonly LetterRow[]
  readonly rates: readonly RateRow[]
  readonly localRates: readonly RateRow[]
  readonly raisedRates: readonly RaisedRateRow[]
  readonly offPath: readonly OffPathRow[]
  readonly retentions: readonly RetentionRow[]
  readonly yearCeilings: readonly YearRow[]
  readonly waivers: readonly WaiverRow[]
}

/** The tables in force. */
export const invoiceTables: InvoiceTables = {
  letters,
  rates,
  localRates,
  raisedRates,
  offPath,
  retentions,
  yearCeilings,
  waivers,
}
