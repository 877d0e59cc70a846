import { sql } from 'drizzle-orm'
import { invoiceStates } from '@etui/shared/invoice/invoice-state.ts'
import type { Columns } from '../columns.ts'

/** What was billed, what it took of each ceiling, and what its holder sees of it. Amounts are cents. */
export function invoiceTables(c: Columns) {
  /** class: professional. Never deleted: a counter-invoice takes one back. */
  const invoices = c.table(
    'invoices',
    {
      professionalId: c.text().notNull(),
      /** the counter's own */
      invoiceId: c.text().notNull(),
      counterId: c.text().notNull(),
      staffId: c.text(),
      personId: c.text().notNull(),
      registryId: c.text().notNull(),
      beneficiaryId: c.text().notNull(),
      careDay: c.text().notNull(),
      billedDay: c.text().notNull(),
      state: c.oneOf([...invoiceStates]).notNull(),
      securityMode: c.integer().notNull(),
      /** HMAC of all that the counter said */
      contentHash: c.bytes().notNull(),
      sealedContent: c.bytes().notNull(),
      totalCents: c.integer().notNull(),
      /** paid now: the three sum to the total */
      obligatoryNowCents: c.integer().notNull(),
      complementaryNowCents: c.integer().notNull(),
      patientNowCents: c.integer().notNull(),
      contextId: c.text(),
      entryId: c.text(),
      corrects: c.text(),
      correctedBy: c.text(),
      rejection: c.text(),
      createdAt: c.instant().notNull(),
      validatedAt: c.instant(),
      sentAt: c.instant(),
      answeredAt: c.instant(),
      paidAt: c.instant(),
      /** when the insurer is next to be told or asked; null when nothing is to be done */
      dueAt: c.instant(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.invoiceId] }),
      c.index('invoices_day').on(t.professionalId, t.billedDay, t.createdAt),
      c
        .index('invoices_pending')
        .on(t.professionalId, t.contextId)
        .where(sql`${t.state} = 'pending'`),
      c
        .index('invoices_due')
        .on(t.dueAt)
        .where(sql`${t.dueAt} is not null`),
    ],
  )
  /** class: person. What was kept back of one beneficiary towards one ceiling; only ever changed by a guarded statement. */
  const ceilings = c.table(
    'ceilings',
    {
      personId: c.text().notNull(),
      beneficiaryId: c.text().notNull(),
      /** a year or a day of care */
      span: c.text().notNull(),
      /** participation, with its professional where it is a day's; franchise; box, paramedical, transport */
      kind: c.text().notNull(),
      cents: c.integer().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.beneficiaryId, t.span, t.kind] }),
      c.index('ceilings_span').on(t.span),
    ],
  )
  /** class: person. What the holder sees of an invoice, written in the unit that validates it. */
  const summaries = c.table(
    'summaries',
    {
      personId: c.text().notNull(),
      summaryId: c.text().notNull(),
      recordedAt: c.instant().notNull(),
      beneficiaryId: c.text().notNull(),
      careDay: c.text().notNull(),
      sealedContent: c.bytes().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.summaryId] }),
      c.index('summaries_recorded').on(t.personId, t.recordedAt),
      c.index('summaries_oldest').on(t.recordedAt),
    ],
  )
  /** class: professional. The aid to equip oneself, opened by the first invoice that was accepted. */
  const equipmentAids = c.table(
    'equipment_aids',
    {
      professionalId: c.text().primaryKey(),
      invoiceId: c.text().notNull(),
      openedAt: c.instant().notNull(),
      cents: c.integer().notNull(),
    },
    (t) => [c.index('equipment_aids_opened').on(t.openedAt)],
  )
  /** class: professional. What the demonstration's insurer was told, once each. */
  const demonstrationIntakes = c.table(
    'demonstration_intakes',
    {
      professionalId: c.text().notNull(),
      invoiceId: c.text().notNull(),
      receivedAt: c.instant().notNull(),
      rejection: c.text(),
    },
    (t) => [c.primaryKey({ columns: [t.professionalId, t.invoiceId] })],
  )
  return { invoices, ceilings, summaries, equipmentAids, demonstrationIntakes }
}
