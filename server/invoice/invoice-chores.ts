import type { Chore, ChoreNeeds } from '../chore.ts'
import { purgeAll } from '../db/purge-all.ts'
import { insurerOf } from '../insurer/insurer-of.ts'
import { registryOf } from '../registry/registry-of.ts'
import { ceilingStore } from './ceiling-store.ts'
import { firstKeptDay } from './kept-years.ts'
import { transmissionOf } from './transmission.ts'
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
    ...transmissionOf({ database, keys, insurer, clock }),
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
