import type { DayInvoices } from '@etui/shared/wire/invoice.ts'
import type { OpenedAid } from './aid-store.ts'
import { answerInvoice } from './invoice-answer.ts'
import type { KeptInvoice } from './kept-invoice.ts'

/** A day of one professional is listed so far; nobody bills more in one. */
export const mostListed = 2_000

/** The invoices of a day with what was paid in it; `listed` may hold one more than is answered. */
export function answerDay(listed: readonly KeptInvoice[], aid: OpenedAid | null): DayInvoices {
  const shown = listed.slice(0, mostListed)
  const final = shown.filter(({ state }) => state !== 'pending')
  const sum = (cents: (invoice: KeptInvoice) => number) =>
    final.reduce((total, invoice) => total + cents(invoice), 0)
  return {
    invoices: shown.map(answerInvoice),
    totals: {
      count: final.length,
      totalCents: sum((invoice) => invoice.totalCents),
      obligatoryCents: sum((invoice) => invoice.obligatoryNowCents),
      complementaryCents: sum((invoice) => invoice.complementaryNowCents),
      patientCents: sum((invoice) => invoice.patientNowCents),
    },
    isWhole: listed.length <= mostListed,
    equipmentAid: aid && { openedAt: aid.openedAt.getTime(), cents: aid.cents },
  }
}
