import { computeShares } from '@etui/shared/invoice/shares.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { dayInFrance } from '@etui/shared/day/day-in-france.ts'
import type { Keys } from '../keys/keys.ts'
import { standsFor } from '../reading/covered-people.ts'
import type { Beneficiary, Registry } from '../registry/registry.ts'
import {
  type AskedInvoice,
  type BilledPerson,
  type BillingSeat,
  holdContext,
  personOf,
  type PersonNeeds,
  readPerson,
} from './billed-person.ts'
import type { CeilingStore } from './ceiling-store.ts'
import { coverOfCare } from './cover-of-care.ts'
import type { InvoiceStore, NewInvoice } from './invoice-store.ts'
import type { InvoiceContent, KeptInvoice } from './kept-invoice.ts'
import { firstKeptDay } from './kept-years.ts'

export interface InvoiceNeeds extends PersonNeeds {
  readonly invoices: InvoiceStore
  readonly ceilings: Pick<CeilingStore, 'used'>
  readonly registry: Registry
  readonly keys: Pick<Keys, 'lookupHash'>
}

/**
 * Makes a pending invoice with the shares as of now. The same again answers what it has become; `invoice-conflict` for the
 * same id with anything else in it. Refuses with `context-unknown`, `context-expired`, `beneficiary-unknown`, `care-day` for a
 * day to come or of a year that is kept no more, and as `coverOn` and `computeShares` do.
 */
export async function makeInvoice(
  asked: AskedInvoice,
  seat: BillingSeat,
  needs: InvoiceNeeds,
): Promise<KeptInvoice> {
  const { invoices } = needs
  const key = { professionalId: seat.professionalId, invoiceId: asked.invoiceId }
  const contentHash = hashOf(asked, seat, needs)
  const before = await invoices.find(key)
  if (before) return sameInvoice(before, contentHash, () => personOf(asked, seat, needs))
  const person = await readPerson(asked, seat, needs)
  const one = await findBeneficiary(asked, person, needs)
  const content = await contentOf(asked, { person, one, now: seat.at }, needs)
  const { registryId, personId } = person
  const { counterId, staffId, at: madeAt } = person.seat
  const made: NewInvoice = {
    ...key,
    counterId,
    staffId,
    personId,
    registryId,
    beneficiaryId: one.beneficiaryId,
    careDay: asked.careDay,
    billedDay: dayInFrance(madeAt),
    state: 'pending',
    securityMode: asked.context ? 3 : 5,
    contentHash,
    contextId: asked.context?.contextId ?? null,
    entryId: asked.entryId ?? null,
    corrects: null,
    createdAt: madeAt,
    validatedAt: null,
    dueAt: null,
    content,
  }
  await holdContext(asked, seat, needs)
  await invoices.add(made)
  // What is kept is the answer: the same request may have been faster elsewhere.
  const kept = await invoices.find(key)
  if (!kept) throw new TypeError('an invoice just kept is there')
  return sameInvoice(kept, contentHash, async () => person)
}

async function sameInvoice(
  kept: KeptInvoice,
  contentHash: Buffer,
  personAsked: () => Promise<Pick<BilledPerson, 'personId'> | null>,
): Promise<KeptInvoice> {
  // A renewed context is another context of the same person; another person's is another invoice.
  const isSame =
    kept.contentHash.equals(contentHash) && (await personAsked())?.personId === kept.personId
  if (!isSame) throw new Refusal('invoice-conflict', { invoiceId: kept.invoiceId })
  return kept
}

/** With the rights of the day of care, whatever became of them since. */
async function findBeneficiary(
  { beneficiaryId: wanted, careDay }: AskedInvoice,
  { registryId, beneficiaryId }: BilledPerson,
  { registry }: InvoiceNeeds,
): Promise<Beneficiary> {
  const family = standsFor(beneficiaryId, await registry.beneficiaries(registryId, careDay))
  const one = family.find((each) => each.beneficiaryId === (wanted ?? beneficiaryId))
  if (!one) throw new Refusal('beneficiary-unknown')
  return one
}

async function contentOf(
  { lines, careDay, carePath, thirdParty, exemption }: AskedInvoice,
  { person, one, now }: { readonly person: BilledPerson; readonly one: Beneficiary; now: Date },
  { ceilings }: InvoiceNeeds,
): Promise<InvoiceContent> {
  const { professionalId, professionCode, organisation, counterName } = person.seat
  if (careDay > dayInFrance(now) || careDay < firstKeptDay(now)) {
    throw new Refusal('care-day', { day: careDay })
  }
  const cover = coverOfCare(one, { careDay, professionCode, lines, thirdParty, exemption })
  const { personId } = person
  const { beneficiaryId } = one
  const used = await ceilings.used({ personId, beneficiaryId, day: careDay, professionalId })
  const shares = computeShares({
    lines,
    day: careDay,
    professionCode,
    ...(carePath && { carePath }),
    cover,
    used,
  })
  return {
    familyName: one.traits.familyName,
    givenNames: one.traits.givenNames,
    professionCode,
    organisation,
    counterName,
    ...(carePath && { carePath }),
    cover,
    lines,
    shares,
    ...(person.proofHash && { readingId: person.proofHash.toString('base64url') }),
  }
}

/** Of all that the counter said, but for the context's secret: few acts exist, and a plain digest would tell them. */
function hashOf(asked: AskedInvoice, { counterId }: BillingSeat, { keys }: InvoiceNeeds): Buffer {
  const { context, invoiceId: _, ...said } = asked
  // An entry has its own counter, whichever sends it.
  const where = context ? { counterId, isSecured: true } : { isSecured: false }
  const sorted = JSON.stringify({ ...said, ...where }, sortedKeys)
  return keys.lookupHash('invoice', sorted)
}

/** The same content is the same text, whatever order its fields came in. */
function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
