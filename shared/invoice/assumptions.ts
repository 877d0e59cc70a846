import type { InvoiceShares } from './shares.ts'
import { isUnconfirmed } from './tables/dated-row.ts'

/** What shares take for granted: whoever shows them says so. */
export interface Assumptions {
  /** they rest on rows that nobody has checked */
  readonly isUnchecked: boolean
  /** a complementary contract is taken to cover its rest whole, which is for its insurer to confirm */
  readonly isComplementaryAssumed: boolean
}

export function assumptionsOf({ lines }: Pick<InvoiceShares, 'lines'>): Assumptions {
  const because = lines.flatMap((line) => line.because)
  return {
    isUnchecked: because.some(isUnconfirmed),
    isComplementaryAssumed: because.some(({ rule }) => rule === 'ticket-complementary'),
  }
}
