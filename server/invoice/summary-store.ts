import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import type { InvoiceContent, InvoiceKey, KeptInvoice } from './kept-invoice.ts'

/** What a holder is told of an invoice, beside its beneficiary and its day of care. */
export type SummaryContent = Pick<
  InvoiceContent,
  'organisation' | 'counterName' | 'professionCode' | 'lines' | 'shares' | 'readingId'
> & {
  /** the summary that this one takes back */
  readonly corrects?: string
}

type SummarisedInvoice = InvoiceKey &
  Pick<KeptInvoice, 'personId' | 'beneficiaryId' | 'careDay' | 'corrects' | 'content'>

type SealedSummary = Pick<
  Database['tables']['summaries']['$inferSelect'],
  'personId' | 'summaryId' | 'sealedContent'
>

/** What holders see of their invoices, sealed until it is delivered. */
export interface SummaryStore {
  /** Writes an invoice's summary; in the unit that makes the invoice final. */
  add(invoice: SummarisedInvoice, at: Date): Promise<void>
  /** What a row of the table holds. */
  open(row: SealedSummary): SummaryContent
}

const place = 'summaries.content'

export function summaryStore(database: Database, keys: Keys): SummaryStore {
  const run = statementsOf(database)(database.db)
  return {
    async add(invoice, recordedAt) {
      const { personId, beneficiaryId, careDay, professionalId, corrects } = invoice
      const { organisation, counterName, professionCode, lines, shares, readingId } =
        invoice.content
      const summaryId = summaryIdOf(invoice)
      const content: SummaryContent = {
        organisation,
        counterName,
        professionCode,
        lines,
        shares,
        ...(readingId !== undefined && { readingId }),
        ...(corrects !== null && {
          corrects: summaryIdOf({ professionalId, invoiceId: corrects }),
        }),
      }
      await run.add.execute({
        personId,
        summaryId,
        recordedAt,
        beneficiaryId,
        careDay,
        sealedContent: keys.sealColumn(place, `${personId}/${summaryId}`, JSON.stringify(content)),
      })
    },
    open({ personId, summaryId, sealedContent }) {
      // AES-GCM vouches that these are the bytes `add` wrote.
      return JSON.parse(
        keys.openColumn(place, `${personId}/${summaryId}`, sealedContent),
      ) as SummaryContent
    },
  }
}

/** Two professionals may draw one id; their summaries to one person have two. 16 bytes, base64url. */
export function summaryIdOf({ professionalId, invoiceId }: InvoiceKey): string {
  const digest = createHash('sha256').update(`${professionalId}/${invoiceId}`).digest()
  return digest.subarray(0, 16).toString('base64url')
}

function statementsOf({ tables: { summaries } }: Database) {
  return prepared((db) => ({
    add: db.insert(summaries).values({
      personId: sql.placeholder('personId'),
      summaryId: sql.placeholder('summaryId'),
      recordedAt: sql.placeholder('recordedAt'),
      beneficiaryId: sql.placeholder('beneficiaryId'),
      careDay: sql.placeholder('careDay'),
      sealedContent: sql.placeholder('sealedContent'),
    }),
  }))
}
