/** The name under which the service worker is woken to refresh. */
export const refreshTag = 'etui-refresh'
const aboutEveryMs = 12 * 3_600_000

/** The Periodic Background Sync draft, as far as it is used here. */
interface PeriodicSync {
  register(tag: string, options: { minInterval: number }): Promise<void>
}

/** Asks to be woken about twice a day. True where the browser will; it may say no, or not know the question. */
export async function askForBackgroundRefresh(
  container = navigator.serviceWorker,
): Promise<boolean> {
  if (container?.controller == null) return false
  const registration = await container.ready
  // Not in the DOM types; absent outside Chromium.
  const { periodicSync } = registration as ServiceWorkerRegistration & {
    periodicSync?: PeriodicSync
  }
  try {
    await periodicSync?.register(refreshTag, { minInterval: aboutEveryMs })
    return periodicSync !== undefined
  } catch {
    return false
  }
}

/** The Background Sync draft, as far as it is used here. */
interface ReturnSync {
  register(tag: string): Promise<void>
}

/** Asks to be woken once, as soon as the network is back. True where the browser will; it may not know the question. */
export async function askForRefreshOnReturn(container = navigator.serviceWorker): Promise<boolean> {
  if (container?.controller == null) return false
  const registration = await container.ready
  // Not in the DOM types; absent outside Chromium.
  const { sync } = registration as ServiceWorkerRegistration & { sync?: ReturnSync }
  try {
    await sync?.register(refreshTag)
    return sync !== undefined
  } catch {
    return false
  }
}
