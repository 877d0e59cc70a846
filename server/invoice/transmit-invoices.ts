import { stateAfter } from '@etui/shared/invoice/invoice-state.ts'
import { equipmentAidAt } from '@etui/shared/invoice/tables/equipment-aid.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { Insurer } from '../insurer/insurer.ts'
import type { AidStore } from './aid-store.ts'
import type { InvoiceStore } from './invoice-store.ts'
import type { KeptInvoice } from './kept-invoice.ts'
import type { SummaryStore } from './summary-store.ts'
import type { TransmissionStore } from './transmission-store.ts'

export interface TransmissionNeeds {
  readonly database: Database
  readonly invoices: Pick<InvoiceStore, 'find'>
  readonly transmissions: TransmissionStore
  readonly aids: AidStore
  readonly summaries: Pick<SummaryStore, 'tellAnswer'>
  readonly insurer: Insurer
  readonly clock: Clock
  /** Told of each invoice that could not be carried now. */
  readonly onFailure?: (invoiceId: string, error: unknown) => void
}

/** In one go: whoever stops the server waits for it. */
const mostAtOnce = 50
/** Longer than an insurer takes to answer; after it, another node tries. */
const claimMs = 2 * 60_000
/** How often the insurer is asked about a payment. */
const paymentMs = 60_000

/**
 * Carries what is due to the insurer, and back: one after the other, each claimed by one node. A node that dies between the
 * claim and the answer leaves the invoice `sent`; it is submitted again under the same id, which an insurer takes once.
 * Answers how many moved on.
 */
export async function transmitInvoices(needs: TransmissionNeeds): Promise<number> {
  const { transmissions, clock, onFailure } = needs
  let moved = 0
  for (let count = 0; count < mostAtOnce; count += 1) {
    const now = clock()
    const claimed = await transmissions.claim(now, new Date(now.getTime() + claimMs))
    if (!claimed) break
    try {
      const isMoved =
        claimed.state === 'sent' ? await submit(claimed, needs) : await askPayment(claimed, needs)
      if (isMoved) moved += 1
    } catch (error) {
      // The claim runs out, and then it is due again.
      onFailure?.(claimed.invoiceId, error)
    }
  }
  return moved
}

async function submit(invoice: KeptInvoice, needs: TransmissionNeeds): Promise<boolean> {
  const { database, invoices, transmissions, aids, summaries, insurer, clock } = needs
  const { professionalId, invoiceId, registryId, beneficiaryId, corrects } = invoice
  const { careDay, securityMode, content } = invoice
  // A claimed invoice was sent, by a person or by the claim.
  const sentAt = invoice.sentAt ?? clock()
  const first =
    corrects === null ? null : await invoices.find({ professionalId, invoiceId: corrects })
  // What is taken back goes first.
  if (first?.state === 'validated' || first?.state === 'sent') return false
  if (first?.state === 'rejected') return endUnsent(invoice, first, needs)
  const answer = await insurer.submit({
    professionalId,
    invoiceId,
    registryId,
    beneficiaryId,
    sentAt,
    careDay,
    securityMode,
    lines: content.lines,
    shares: content.shares,
    ...(corrects !== null && { corrects }),
  })
  const at = clock()
  const isAccepted = answer.answer === 'accepted'
  return database.unit(async () => {
    const isSettled = await transmissions.settle(invoice, {
      from: invoice.state,
      state: stateAfter(isAccepted ? 'accept' : 'reject', invoice.state),
      rejection: isAccepted ? null : answer.reason,
      at,
      dueAt: isAccepted ? new Date(at.getTime() + paymentMs) : null,
    })
    if (isSettled && corrects === null) {
      await summaries.tellAnswer({ invoice, answer: isAccepted ? 'accepted' : 'rejected', at })
    }
    const cents = equipmentAidAt(invoice.billedDay)
    if (isSettled && isAccepted && corrects === null && cents !== undefined) {
      await aids.open(professionalId, { invoiceId, openedAt: at, cents })
    }
    return isSettled
  })
}

/** Whoever took back what the insurer never took in has nothing to tell it: a minus without its plus would be paid. */
function endUnsent(
  correction: KeptInvoice,
  { rejection }: KeptInvoice,
  { transmissions, clock }: TransmissionNeeds,
): Promise<boolean> {
  const state = stateAfter('reject', correction.state)
  const { state: from } = correction
  return transmissions.settle(correction, { from, state, rejection, at: clock(), dueAt: null })
}

async function askPayment(invoice: KeptInvoice, needs: TransmissionNeeds): Promise<boolean> {
  const { transmissions, insurer, clock } = needs
  const payment = await insurer.payment(invoice)
  const at = clock()
  const { state: from } = invoice
  if (payment === 'awaited') {
    const dueAt = new Date(at.getTime() + paymentMs)
    await transmissions.settle(invoice, { from, state: from, rejection: null, at, dueAt })
    return false
  }
  return transmissions.settle(invoice, {
    from,
    state: stateAfter(payment === 'paid' ? 'pay' : 'reject-payment', from),
    rejection: payment === 'paid' ? null : 'payment',
    at,
    dueAt: null,
  })
}
