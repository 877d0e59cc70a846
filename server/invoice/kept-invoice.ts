import type { ActLine } from '@etui/shared/invoice/act.ts'
import type { CarePath, Cover } from '@etui/shared/invoice/cover.ts'
import type { Invoice } from '@etui/shared/invoice/invoice.ts'
import type { SecurityMode } from '@etui/shared/invoice/invoice-state.ts'
import type { InvoiceShares } from '@etui/shared/invoice/shares.ts'
import type { Database } from '../db/database.ts'

type Row = Database['tables']['invoices']['$inferSelect']

/** What is sealed of an invoice: acts, names and cover are health data. */
export interface InvoiceContent {
  readonly familyName: string
  readonly givenNames: string
  readonly professionCode: string
  readonly organisation: string
  readonly counterName: string
  readonly carePath?: CarePath
  readonly cover: Cover
  readonly lines: readonly ActLine[]
  readonly shares: InvoiceShares
  /** the reading of the card that it rests on, by which its holder finds it */
  readonly readingId?: string
}

export type InvoiceKey = Pick<Row, 'professionalId' | 'invoiceId'>

/** An invoice as the server keeps it, opened. */
export type KeptInvoice = Omit<Row, 'sealedContent' | 'securityMode'> & {
  readonly securityMode: SecurityMode
  readonly content: InvoiceContent
}

/** The same as the rules of shared/invoice know it. */
export function domainInvoice(kept: KeptInvoice): Invoice {
  return {
    id: kept.invoiceId,
    professionalId: kept.professionalId,
    day: kept.careDay,
    state: kept.state,
    mode: kept.securityMode,
    lines: kept.content.lines,
    shares: kept.content.shares,
    ...(kept.corrects !== null && { counters: kept.corrects }),
    ...(kept.correctedBy !== null && { counteredBy: kept.correctedBy }),
  }
}
