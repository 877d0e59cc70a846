import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { InvoiceState } from '@etui/shared/invoice/invoice-state.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import { invoiceOpener } from './invoice-store.ts'
import type { KeptInvoice } from './kept-invoice.ts'

/** What the insurer's answer makes of an invoice. */
export interface Settled {
  readonly from: InvoiceState
  readonly state: InvoiceState
  readonly rejection: string | null
  readonly at: Date
  /** when to ask again; null when nothing more is to come */
  readonly dueAt: Date | null
}

/** The invoices on their way to the insurer and back; any node may carry them, each is claimed by one at a time. */
export interface TransmissionStore {
  /**
   * Takes one that is due until then: a validated one becomes `sent`. Whoever dies with it leaves it to whoever comes after
   * that time. Undefined where nothing is due.
   */
  claim(now: Date, until: Date): Promise<KeptInvoice | undefined>
  /** Writes what was answered; false where the claim is no longer one's own. */
  settle(claimed: KeptInvoice, settled: Settled): Promise<boolean>
}

export function transmissionStore(database: Database, keys: Keys): TransmissionStore {
  const run = statementsOf(database)(database.db)
  const open = invoiceOpener(keys)
  return {
    async claim(now, until) {
      for (const due of await run.due.execute({ now })) {
        const [row] = await run.claim.execute({ ...due, now, until })
        if (row) return open(row)
      }
      return undefined
    },
    async settle({ professionalId, invoiceId, dueAt: claimedUntil }, settled) {
      const { state, at } = settled
      const answeredAt = state === 'accepted' || state === 'rejected' ? at : null
      const settledRow = {
        ...settled,
        professionalId,
        invoiceId,
        claimedUntil,
        answeredAt,
        paidAt: state === 'paid' ? at : null,
      }
      return (await run.settle.execute(settledRow)).length > 0
    },
  }
}

function statementsOf({ tables: { invoices } }: Database) {
  const isThis = and(
    eq(invoices.professionalId, sql.placeholder('professionalId')),
    eq(invoices.invoiceId, sql.placeholder('invoiceId')),
  )
  const now = placed(invoices.dueAt, 'now')
  const carried = inArray(invoices.state, ['validated', 'sent', 'accepted'])
  return prepared((db) => ({
    due: db
      .select({ professionalId: invoices.professionalId, invoiceId: invoices.invoiceId })
      .from(invoices)
      .where(and(lte(invoices.dueAt, now), carried))
      .orderBy(asc(invoices.dueAt))
      .limit(5),
    claim: db
      .update(invoices)
      .set({
        state: sql`case when ${invoices.state} = 'validated' then 'sent' else ${invoices.state} end`,
        sentAt: sql`coalesce(${invoices.sentAt}, ${placed(invoices.sentAt, 'now')})`,
        dueAt: placed(invoices.dueAt, 'until'),
      })
      .where(and(isThis, lte(invoices.dueAt, now), carried))
      .returning(),
    settle: db
      .update(invoices)
      .set({
        state: placed(invoices.state, 'state'),
        rejection: placed(invoices.rejection, 'rejection'),
        answeredAt: sql`coalesce(${invoices.answeredAt}, ${placed(invoices.answeredAt, 'answeredAt')})`,
        paidAt: placed(invoices.paidAt, 'paidAt'),
        dueAt: placed(invoices.dueAt, 'dueAt'),
      })
      .where(
        and(
          isThis,
          eq(invoices.state, placed(invoices.state, 'from')),
          eq(invoices.dueAt, placed(invoices.dueAt, 'claimedUntil')),
        ),
      )
      .returning({ invoiceId: invoices.invoiceId }),
  }))
}
