import { Refusal } from '@etui/shared/refusal.ts'
import type { InvoiceStore } from './invoice-store.ts'
import type { InvoiceKey } from './kept-invoice.ts'
import type { InvoiceNeeds } from './make-invoice.ts'
import { releaseContexts } from './validate-invoice.ts'

/**
 * Gives up a pending invoice: nothing was billed and nobody was told, so nothing of it is kept. Refuses with
 * `invoice-unknown`, which one given up before is too, and with `invoice-state` one that is final.
 */
export async function dropInvoice(
  key: InvoiceKey,
  { invoices, contexts }: Pick<InvoiceNeeds, 'invoices' | 'contexts'>,
): Promise<void> {
  const kept = await invoices.find(key)
  if (!kept) throw new Refusal('invoice-unknown')
  if (!(await invoices.drop(key))) throw new Refusal('invoice-state', { state: kept.state })
  await releaseContexts(kept, null, { contexts })
}

/**
 * Sends an invoice to the insurer again as it is whose intake or payment was rejected, for the reason may be over: rights
 * that are open again. Refuses with `invoice-unknown`, with `invoice-countered` one that was taken back, with `invoice-state` one that is
 * not final. One that is on its way, or arrived, stays as it is.
 */
export async function resendInvoice(
  key: InvoiceKey,
  at: Date,
  invoices: Pick<InvoiceStore, 'find' | 'resend'>,
): Promise<void> {
  if (await invoices.resend(key, at)) return
  const kept = await invoices.find(key)
  if (!kept) throw new Refusal('invoice-unknown')
  if (kept.correctedBy !== null) throw new Refusal('invoice-countered')
  if (kept.state === 'pending') throw new Refusal('invoice-state', { state: kept.state })
}
