import { counterInvoice } from '@etui/shared/invoice/counter-invoice.ts'
import { takingsOf } from '@etui/shared/invoice/takings.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { dayInFrance } from '@etui/shared/day/day-in-france.ts'
import type { NewInvoice } from './invoice-store.ts'
import { domainInvoice, type InvoiceKey, type KeptInvoice } from './kept-invoice.ts'
import { firstKeptDay } from './kept-years.ts'
import type { BillingSeat } from './billed-person.ts'
import type { FinalNeeds } from './validate-invoice.ts'

/**
 * Takes an invoice back by a counter-invoice, in one unit: what it took of the ceilings is given back, and the holder sees
 * that it was undone. The same correction again answers the same. Refuses with `invoice-unknown`, with `invoice-countered`
 * one that is taken back already or takes one back, with `invoice-state` one still being written, with `invoice-conflict` an
 * id in use.
 */
export async function correctInvoice(
  key: InvoiceKey,
  correctionId: string,
  seat: BillingSeat,
  needs: FinalNeeds,
): Promise<KeptInvoice> {
  const { invoices, database, keys } = needs
  const first = await invoices.find(key)
  if (!first) throw new Refusal('invoice-unknown')
  const correctionKey = { professionalId: key.professionalId, invoiceId: correctionId }
  const before = await invoices.find(correctionKey)
  if (before?.corrects === key.invoiceId) return before
  if (before) throw new Refusal('invoice-conflict', { invoiceId: correctionId })
  const { lines, shares } = counterInvoice(domainInvoice(first), correctionId)
  const correction: NewInvoice = {
    ...first,
    ...correctionKey,
    counterId: seat.counterId,
    staffId: seat.staffId,
    billedDay: dayInFrance(seat.at),
    state: 'validated',
    contentHash: keys.lookupHash('invoice', `correction of ${key.invoiceId}`),
    corrects: key.invoiceId,
    createdAt: seat.at,
    validatedAt: seat.at,
    dueAt: seat.at,
    content: { ...first.content, lines, shares, counterName: seat.counterName },
  }
  await database.unit(() => finish(first, correction, seat.at, needs))
  needs.answers.tell(first.personId)
  const kept = await invoices.find(correctionKey)
  if (!kept) throw new TypeError('an invoice just kept is there')
  return kept
}

async function finish(
  first: KeptInvoice,
  correction: NewInvoice,
  at: Date,
  { invoices, ceilings, summaries }: FinalNeeds,
): Promise<void> {
  if (!(await invoices.counter(first, correction.invoiceId))) {
    const now = await invoices.find(first)
    // Asked for twice at once: the other one did all of it.
    if (now?.correctedBy === correction.invoiceId) return
    throw new Refusal('invoice-countered')
  }
  if (!(await invoices.add(correction))) {
    throw new Refusal('invoice-conflict', { invoiceId: correction.invoiceId })
  }
  const place = { ...first, day: first.careDay }
  // What was taken in a year that is kept no more is forgotten.
  const isKept = first.careDay >= firstKeptDay(at)
  for (const taking of takingsOf(correction.content.shares, first.careDay)) {
    if (isKept && !(await ceilings.giveBack(place, taking))) {
      throw new TypeError('a ceiling holds less than was taken of it')
    }
  }
  await summaries.add(correction, at)
}
