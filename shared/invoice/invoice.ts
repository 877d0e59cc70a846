import type { ActLine } from './act.ts'
import type { InvoiceState, SecurityMode } from './invoice-state.ts'
import type { InvoiceShares } from './shares.ts'

/** An invoice as it is kept, at the server and in the holder's vault. The id is the counter's own. */
export interface Invoice {
  readonly id: string
  readonly professionalId: string
  /** day of care, YYYY-MM-DD */
  readonly day: string
  readonly state: InvoiceState
  readonly mode: SecurityMode
  readonly lines: readonly ActLine[]
  readonly shares: InvoiceShares
  /** the invoice that this one takes back */
  readonly counters?: string
  /** the invoice that takes this one back */
  readonly counteredBy?: string
}
