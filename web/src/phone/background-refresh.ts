import { Refusal } from '@etui/shared/refusal.ts'
import { createSecretGuard } from '../http/secret-guard.ts'
import { databaseName, openPhoneDatabase } from '../vault/phone-database.ts'
import { createPhoneLock } from '../vault/phone-lock.ts'
import { refreshTag } from './background-sync.ts'
import { createPhoneCaller } from './phone-caller.ts'
import { refreshPhone } from './refresh.ts'

/** An event of the Background Sync drafts, periodic or once, which no library of types lists. */
interface SyncEvent extends Event {
  readonly tag: string
  waitUntil(work: Promise<unknown>): void
}

/** As much of a service worker's scope as is used here. */
export interface BackgroundScope {
  readonly navigator: { readonly locks: LockManager }
  readonly location: { readonly origin: string }
  readonly fetch: typeof fetch
  addEventListener(name: string, listener: (event: Event) => void): void
}

/**
 * Refreshes the phone in the background, with its vault locked: what comes is kept sealed until the holder unlocks. An
 * event fails where the network was gone again, so that the browser, asked for one, tries later.
 */
export function refreshInBackground(worker: BackgroundScope, name = databaseName): void {
  for (const event of ['periodicsync', 'sync']) {
    worker.addEventListener(event, (told) => {
      // The events of these names have one shape.
      const sync = told as SyncEvent
      if (sync.tag === refreshTag) sync.waitUntil(refreshQuietly(worker, name))
    })
  }
}

async function refreshQuietly(worker: BackgroundScope, name: string): Promise<void> {
  const database = await openPhoneDatabase(name)
  const clock = { now: () => Date.now() }
  try {
    await refreshPhone({
      database,
      clock,
      lock: createPhoneLock(worker.navigator.locks),
      call: createPhoneCaller({
        database,
        clock,
        guard: createSecretGuard(),
        origin: worker.location.origin,
        fetch: worker.fetch.bind(worker),
      }),
    })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'network-down') throw error
    // Refused, or without a card: the phone's own record says so, and the next opening tells.
  } finally {
    database.close()
  }
}
