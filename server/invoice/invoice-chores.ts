import type { Chore, ChoreNeeds } from '../chore.ts'
import { purgeAll } from '../db/purge-all.ts'
import { insurerOf } from '../insurer/insurer-of.ts'
import { registryOf } from '../registry/registry-of.ts'
import { aidStore } from './aid-store.ts'
import { ceilingStore } from './ceiling-store.ts'
import { invoiceStore } from './invoice-store.ts'
import { firstKeptDay } from './kept-years.ts'
import { summaryStore } from './summary-store.ts'
import { transmissionStore } from './transmission-store.ts'
import { transmitInvoices } from './transmit-invoices.ts'

/** Carries validated invoices to the insurer, and its answers back; forgets the ceilings of years that are over. Throws SettingsProblem where there is none. */
export function invoiceChores({
  settings,
  database,
  keys,
  clock,
  log,
}: ChoreNeeds): readonly Chore[] {
  const registry = registryOf(settings, { database, keys, clock })
  const insurer = insurerOf(settings, { database, registry, clock })
  const needs = {
    database,
    invoices: invoiceStore(database, keys),
    transmissions: transmissionStore(database, keys),
    aids: aidStore(database),
    summaries: summaryStore(database, keys),
    insurer,
    clock,
    onFailure: (invoiceId: string, error: unknown) =>
      log.warn({ invoiceId, err: error }, 'an invoice could not be carried to the insurer'),
  }
  const ceilings = ceilingStore(database)
  return [
    { name: 'transmit-invoices', everyMs: 5_000, run: () => transmitInvoices(needs) },
    {
      name: 'forget-billed-ceilings',
      everyMs: 60 * 60_000,
      run: () => purgeAll((most) => ceilings.purge(firstKeptDay(clock()), most)),
    },
  ]
}
