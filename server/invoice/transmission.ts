import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { Insurer } from '../insurer/insurer.ts'
import type { Keys } from '../keys/keys.ts'
import { aidStore } from './aid-store.ts'
import { invoiceStore } from './invoice-store.ts'
import { summaryStore } from './summary-store.ts'
import { transmissionStore } from './transmission-store.ts'
import type { TransmissionNeeds } from './transmit-invoices.ts'

export interface CarriedBetween {
  readonly database: Database
  readonly keys: Keys
  readonly insurer: Insurer
  readonly clock: Clock
}

/** What carries the invoices of a database to an insurer, and its answers back. */
export function transmissionOf({
  database,
  keys,
  insurer,
  clock,
}: CarriedBetween): TransmissionNeeds {
  return {
    database,
    invoices: invoiceStore(database, keys),
    transmissions: transmissionStore(database, keys),
    aids: aidStore(database),
    summaries: summaryStore(database, keys),
    insurer,
    clock,
  }
}
