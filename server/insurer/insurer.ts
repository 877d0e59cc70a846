import type { ActLine } from '@etui/shared/invoice/act.ts'
import type { SecurityMode } from '@etui/shared/invoice/invoice-state.ts'
import type { InvoiceShares } from '@etui/shared/invoice/shares.ts'

/** The insurer's own system, as much of it as an invoice needs (DESIGN.md 3 and 8). */
export interface Insurer {
  /**
   * Takes an invoice in; the same again changes nothing and gets the same answer, but one that was rejected, or whose payment
   * was, and is sent again is judged anew. Rejects when it cannot be reached.
   */
  submit(invoice: SubmittedInvoice): Promise<IntakeAnswer>
  /** What became of the payment of one it accepted: 'awaited' as long as nothing did. */
  payment(invoice: InvoiceName): Promise<'awaited' | 'paid' | 'rejected'>
}

/** Which invoice: the counter's id, of that professional. */
export interface InvoiceName {
  readonly professionalId: string
  readonly invoiceId: string
}

export interface SubmittedInvoice extends InvoiceName {
  /** the registry's id of the holder, and which of theirs was cared for */
  readonly registryId: string
  readonly beneficiaryId: string
  /** when a professional sent it, or sent it again after a rejection */
  readonly sentAt: Date
  /** YYYY-MM-DD */
  readonly careDay: string
  readonly securityMode: SecurityMode
  readonly lines: readonly ActLine[]
  readonly shares: InvoiceShares
  /** the invoice that this one takes back */
  readonly corrects?: string
}

export type IntakeAnswer =
  | { readonly answer: 'accepted' }
  | { readonly answer: 'rejected'; readonly reason: 'rights-closed' }
