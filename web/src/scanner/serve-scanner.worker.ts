import { registerRoute } from 'workbox-routing'
import { isScannerFile, scannerStore } from './scanner-store.ts'

/** Serves the reader of codes from where the page kept it; the network where it did not. */
export function serveScanner(): void {
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && isScannerFile(url.pathname),
    async ({ request, url }) => {
      const store = await caches.open(scannerStore)
      return (await store.match(url.href)) ?? fetch(request)
    },
  )
}
