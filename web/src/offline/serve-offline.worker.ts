import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import type { PrecacheEntry } from 'workbox-precaching'

/** Addresses that are the server's own: lists, sign-in, the demonstration's pages. They never fall back to the app. */
const serversOwn = [/^\/api(\/|$)/, /^\/s\//, /^\/demo(\/|$)/, /^\/identity(\/|$)/, /^\/auth(\/|$)/]

/**
 * Serves the whole app from its store of files: every file of the build, and `index.html` for any page of the app. A newer
 * version waits until the page says `SKIP_WAITING`; it never takes charge by itself.
 */
export function serveOffline(
  worker: ServiceWorkerGlobalScope,
  files: (PrecacheEntry | string)[],
): void {
  precacheAndRoute(files)
  cleanupOutdatedCaches()
  registerRoute(
    new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: serversOwn }),
  )
  worker.addEventListener('message', (event) => {
    if (isSkipWaiting(event.data)) event.waitUntil(worker.skipWaiting())
  })
}

function isSkipWaiting(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING'
}
