import type { InvoiceShares } from '@etui/shared/invoice/shares.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { RefusalCode } from '@etui/shared/refusal.ts'
import { type Invoice, putInvoice, validateInvoice } from '@etui/shared/wire/invoice.ts'
import type { Caller } from '../http/call.ts'
import type { InvoiceContent, InvoiceOutcome, OpenedEntry } from './entry-content.ts'

/** Of whoever is signed in, and of contexts, which an invoice made without network has none of. */
const passing: readonly RefusalCode[] = [
  'sign-in-needed',
  'counter-unknown',
  'context-unknown',
  'context-expired',
]

/** Refused now, an invoice is refused for good: it rests on a reading that was not accepted, or on what may not be billed. */
const lasting: readonly RefusalCode[] = [
  ...(putInvoice.problems ?? []).filter((code) => !passing.includes(code)),
  'request-malformed',
  'body-too-large',
]

/**
 * Makes an invoice of the journal, and final: what became of it. The same again, after an answer that was lost, is the same
 * invoice. Throws the refusals that may pass.
 */
export async function sendInvoice(
  { entryId: invoiceId, content }: OpenedEntry<InvoiceContent>,
  call: Caller,
): Promise<InvoiceOutcome> {
  const { care, readingId: entryId, madeAt, estimate, staff } = content
  const staffId = staff?.staffId ?? null
  const params = { invoiceId }
  try {
    await call(putInvoice, { params, body: { ...care, entryId, madeAt, staffId } })
    const { shares } = await call(validateInvoice, { params, body: {} })
    const isOther = differenceOf(estimate, shares)
    return { kind: 'billed', shares, ...(isOther && { isOther }) }
  } catch (error) {
    if (!(error instanceof Refusal) || !lasting.includes(error.code)) throw error
    return { kind: 'refused', code: error.code }
  }
}

function differenceOf(
  told: InvoiceShares,
  made: Invoice['shares'],
): 'now' | 'in-the-end' | undefined {
  const bears = ['obligatoryCents', 'complementaryCents', 'patientCents'] as const
  if (bears.some((part) => told.now[part] !== made.now[part])) return 'now'
  return bears.some((part) => told[part] !== made[part]) ? 'in-the-end' : undefined
}
