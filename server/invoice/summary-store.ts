import { createHash } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
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
  /** the insurer's last word, where it rejected the invoice once */
  readonly answer?: InsurerAnswer
  /** of one that was told again: milliseconds, when the invoice was validated */
  readonly at?: number
}

export type InsurerAnswer = 'accepted' | 'rejected'

type SummarisedInvoice = InvoiceKey &
  Pick<KeptInvoice, 'personId' | 'beneficiaryId' | 'careDay' | 'corrects' | 'content'>

type SealedSummary = Pick<
  Database['tables']['summaries']['$inferSelect'],
  'personId' | 'summaryId' | 'sealedContent'
>

interface ToldAnswer {
  readonly invoice: InvoiceKey & Pick<KeptInvoice, 'personId'>
  readonly answer: InsurerAnswer
  readonly at: Date
}

/** What holders see of their invoices, sealed until it is delivered. */
export interface SummaryStore {
  /** Writes an invoice's summary; in the unit that makes the invoice final. */
  add(invoice: SummarisedInvoice, at: Date): Promise<void>
  /**
   * Tells the holder again of an invoice that the insurer rejected, or accepted after that; in the unit that settles it. Of one
   * that is accepted at once there is nothing new to tell.
   */
  tellAnswer(told: ToldAnswer): Promise<void>
  /** What a row of the table holds. */
  open(row: SealedSummary): SummaryContent
}

const place = 'summaries.content'

export function summaryStore(database: Database, keys: Keys): SummaryStore {
  const run = statementsOf(database)(database.db)
  const seal = (personId: string, summaryId: string, content: SummaryContent) =>
    keys.sealColumn(place, `${personId}/${summaryId}`, JSON.stringify(content))
  const open: SummaryStore['open'] = ({ personId, summaryId, sealedContent }) =>
    // AES-GCM vouches that these are the bytes `seal` wrote.
    JSON.parse(keys.openColumn(place, `${personId}/${summaryId}`, sealedContent)) as SummaryContent

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
        sealedContent: seal(personId, summaryId, content),
      })
    },
    async tellAnswer({ invoice, answer, at: recordedAt }) {
      const { personId } = invoice
      const summaryId = summaryIdOf(invoice)
      const [row] = await run.find.execute({ personId, summaryId })
      if (!row) return
      const content = open(row)
      if ((content.answer ?? 'accepted') === answer) return
      const at = content.at ?? row.recordedAt.getTime()
      const sealedContent = seal(personId, summaryId, { ...content, answer, at })
      await run.tellAgain.execute({ personId, summaryId, recordedAt, sealedContent })
    },
    open,
  }
}

/** Two professionals may draw one id; their summaries to one person have two. 16 bytes, base64url. */
export function summaryIdOf({ professionalId, invoiceId }: InvoiceKey): string {
  const digest = createHash('sha256').update(`${professionalId}/${invoiceId}`).digest()
  return digest.subarray(0, 16).toString('base64url')
}

function statementsOf({ tables: { summaries } }: Database) {
  const isThis = and(
    eq(summaries.personId, sql.placeholder('personId')),
    eq(summaries.summaryId, sql.placeholder('summaryId')),
  )
  return prepared((db) => ({
    find: db.select().from(summaries).where(isThis),
    tellAgain: db
      .update(summaries)
      .set({
        recordedAt: placed(summaries.recordedAt, 'recordedAt'),
        sealedContent: placed(summaries.sealedContent, 'sealedContent'),
      })
      .where(isThis),
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
