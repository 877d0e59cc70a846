import { computeShares } from '@etui/shared/invoice/shares.ts'
import { takingsOf } from '@etui/shared/invoice/takings.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Answers } from '../answers/answers.ts'
import { dayInFrance } from '@etui/shared/day/day-in-france.ts'
import type { Database } from '../db/database.ts'
import type { CeilingStore } from './ceiling-store.ts'
import { coverOfCare } from './cover-of-care.ts'
import type { InvoiceContent, InvoiceKey, KeptInvoice } from './kept-invoice.ts'
import { firstKeptDay } from './kept-years.ts'
import { type BillingSeat, usedContext } from './billed-person.ts'
import type { InvoiceNeeds } from './make-invoice.ts'
import type { SummaryStore } from './summary-store.ts'

export interface FinalNeeds extends InvoiceNeeds {
  readonly database: Database
  readonly ceilings: CeilingStore
  readonly summaries: SummaryStore
  /** the person it was for is told */
  readonly answers: Pick<Answers, 'tell'>
}

export interface GivenContext {
  readonly contextId: string
  readonly token: string
}

/** Another invoice took of a ceiling meanwhile: the shares are to be computed again. */
class CeilingPassed extends Error {}

/** Each time it does, somebody else's invoice went through. */
const mostAttempts = 100

/**
 * Makes a pending invoice final in one unit: its state, what it takes of each ceiling, and its summary for the holder. Its
 * shares are those of that instant, by what the registry says by then of the day of care; what the patient pays now is the
 * same whatever was kept back elsewhere. One that is final already is answered as it is. Refuses with `invoice-unknown`,
 * `context-expired`, `context-other-person`, with `care-day` care whose year is kept no more, with `beneficiary-unknown` and
 * `exemption-unknown` what the registry does not know any more.
 */
export async function validateInvoice(
  key: InvoiceKey,
  context: GivenContext | undefined,
  seat: BillingSeat,
  needs: FinalNeeds,
): Promise<KeptInvoice> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const kept = await needs.invoices.find(key)
    if (!kept) throw new Refusal('invoice-unknown')
    if (kept.state !== 'pending') return kept
    // The patient pays now; of a card read without network they did when it was made.
    const billedDay = kept.securityMode === 3 ? dayInFrance(seat.at) : kept.billedDay
    const final = { ...kept, billedDay, content: await contentNow(kept, seat, needs) }
    try {
      await needs.database.unit(() => finish(final, context, seat, needs))
      needs.answers.tell(kept.personId)
    } catch (error) {
      if (!(error instanceof CeilingPassed)) throw error
    }
  }
  throw new Refusal('database-busy')
}

async function finish(
  final: KeptInvoice,
  context: GivenContext | undefined,
  seat: BillingSeat,
  needs: FinalNeeds,
): Promise<void> {
  const { invoices, ceilings, summaries } = needs
  if (final.securityMode === 3) await needContext(final, context, seat, needs)
  const { professionalId, invoiceId, content } = final
  const contextId = context?.contextId ?? final.contextId
  const isFirst = await invoices.validate({
    professionalId,
    invoiceId,
    content,
    contextId,
    billedDay: final.billedDay,
    at: seat.at,
  })
  // Asked for twice at once: the other one did the rest of it, but this one held the context again.
  if (!isFirst) return releaseContexts(final, contextId, needs)
  const place = { ...final, day: final.careDay }
  for (const taking of takingsOf(content.shares, final.careDay)) {
    if (!(await ceilings.take(place, taking))) throw new CeilingPassed()
  }
  await summaries.add(final, seat.at)
  await releaseContexts(final, contextId, needs)
}

/** The context an invoice was begun in, and the one it ended in: nothing of it keeps them open any more. */
export async function releaseContexts(
  { professionalId, contextId }: KeptInvoice,
  last: string | null,
  { contexts }: Pick<InvoiceNeeds, 'contexts'>,
): Promise<void> {
  for (const each of new Set([contextId, last])) {
    if (each !== null) await contexts.release({ professionalId, contextId: each })
  }
}

/** Its own context, or the one that renewed it: the card of that person was shown within half an hour. */
async function needContext(
  { personId, beneficiaryId }: KeptInvoice,
  context: GivenContext | undefined,
  seat: BillingSeat,
  { contexts }: FinalNeeds,
): Promise<void> {
  const held = context && (await contexts.hold(usedContext(context, seat)))
  if (!held) throw new Refusal('context-expired')
  const isTheirs = held.beneficiaryId === '0' || held.beneficiaryId === beneficiaryId
  if (held.personId !== personId || !isTheirs) throw new Refusal('context-other-person')
}

/** The same invoice with the cover and the shares that registry and ceilings leave it now. */
async function contentNow(
  { personId, registryId, beneficiaryId, careDay, professionalId, content }: KeptInvoice,
  { at }: BillingSeat,
  { ceilings, registry }: FinalNeeds,
): Promise<InvoiceContent> {
  // What was taken in a year that is kept no more is forgotten: nobody could tell a ceiling that is reached.
  if (careDay < firstKeptDay(at)) throw new Refusal('care-day', { day: careDay })
  const [family, used] = await Promise.all([
    registry.beneficiaries(registryId, careDay),
    ceilings.used({ personId, beneficiaryId, day: careDay, professionalId }),
  ])
  const one = family.find((each) => each.beneficiaryId === beneficiaryId)
  if (!one) throw new Refusal('beneficiary-unknown')
  const { thirdParty, exemption } = content.cover
  const cover = coverOfCare(one, { ...content, careDay, thirdParty, exemption })
  return { ...content, cover, shares: computeShares({ ...content, cover, day: careDay, used }) }
}
