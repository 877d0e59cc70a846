import { trustedScriptUrl } from './trusted-url.ts'
import { watchUpdates } from './updates.ts'
import type { Updates } from './updates.ts'

/**
 * Starts the app's offline life once the page has loaded (its first screen comes before the store of files), and hands back
 * its updates. In development, and where service workers are missing, nothing is registered and no update ever comes.
 */
export function registerWorker(): Updates {
  const container = import.meta.env.PROD ? navigator.serviceWorker : undefined
  return watchUpdates({
    container: container ?? (new EventTarget() as ServiceWorkerContainer),
    reload: () => location.reload(),
    locks: navigator.locks,
    async register() {
      if (!container) throw new TypeError('No service worker here')
      await pageLoaded()
      return container.register(trustedScriptUrl('/sw.js'), { scope: '/', updateViaCache: 'none' })
    },
  })
}

async function pageLoaded(): Promise<void> {
  if (document.readyState === 'complete') return
  await new Promise((done) => addEventListener('load', done, { once: true }))
}
