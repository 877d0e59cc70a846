import { createSecretGuard } from '../http/secret-guard.ts'
import { openPhoneDatabase } from '../vault/phone-database.ts'
import { createPhoneLock } from '../vault/phone-lock.ts'
import { refreshTag } from './background-sync.ts'
import { createPhoneCaller } from './phone-caller.ts'
import { refreshPhone } from './refresh.ts'

/** An event of the Background Sync drafts, periodic or once, which the DOM types do not list. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string
}

/** Refreshes the phone in the background, with its vault locked: what comes is kept sealed until the holder unlocks. */
export function refreshInBackground(worker: ServiceWorkerGlobalScope): void {
  for (const name of ['periodicsync', 'sync']) {
    worker.addEventListener(name, (event) => {
      // The events of these names have one shape.
      const sync = event as SyncEvent
      if (sync.tag === refreshTag) sync.waitUntil(refreshQuietly(worker))
    })
  }
}

async function refreshQuietly(worker: ServiceWorkerGlobalScope): Promise<void> {
  const database = await openPhoneDatabase()
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
  } catch {
    // Without network, refused, or without a card: the phone's own record says so, and the next opening tells.
  } finally {
    database.close()
  }
}
