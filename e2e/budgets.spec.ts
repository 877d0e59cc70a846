import type { Page } from '@playwright/test'
import { activateInApp, heading, openCardApp, storedForOffline } from './world/card-app.ts'
import { expect, test } from './world/world.ts'

const javaScriptBytes = 90_000
const requestsAtMost = 8
const precacheBytes = 500 * 1024
/** Parts that load when they are first needed, by the names of their files: those kept offline from the start, and those fetched then. */
const keptForLater = [
  'stretch-code',
  'SpendingPage',
  'ReadingsPage',
  'SettingsPage',
  'expenses-pdf',
  'use-news',
]
const fetchedWhenNeeded = [
  'ActivationPage',
  'CheckPage',
  'NirScan',
  'TapPage',
  'reader.worker',
  'tesseract',
  'activation.fr',
]

test('reaches the lock screen within its budget of bytes and requests', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  const { scripts, requests } = await coldLoad(page, async () => {
    await page.reload()
    await expect(heading(app, 'lock.title')).toBeVisible()
  })
  const bytes = scripts.reduce((sum, [, size]) => sum + size, 0)
  const told = `${bytes} bytes of JavaScript, ${requests.length} requests`
  test.info().annotations.push({ type: 'budget', description: told })
  expect(bytes, scripts.map((each) => each.join(' ')).join('\n')).toBeLessThanOrEqual(
    javaScriptBytes,
  )
  expect(requests.length, requests.join('\n')).toBeLessThanOrEqual(requestsAtMost)
  for (const part of [...keptForLater, ...fetchedWhenNeeded]) {
    expect(requests.join('\n')).not.toContain(part)
  }
})

test('keeps no more than its budget for use without network', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await storedForOffline(app.page)
  const stored = () =>
    page.evaluate(async () => {
      const sizes: [string, number][] = []
      for (const name of await caches.keys()) {
        const cache = await caches.open(name)
        for (const request of await cache.keys()) {
          const answer = await cache.match(request)
          sizes.push([new URL(request.url).pathname, (await answer?.blob())?.size ?? 0])
        }
      }
      return sizes
    })
  await expect.poll(async () => (await stored()).length).toBeGreaterThan(3)
  const sizes = await stored()
  const files = sizes.map(([path]) => path).join('\n')
  for (const part of keptForLater) expect(files).toContain(part)
  for (const part of fetchedWhenNeeded) expect(files).not.toContain(part)
  const total = sizes.reduce((sum, [, size]) => sum + size, 0)
  test.info().annotations.push({ type: 'budget', description: `${total} bytes kept, unpacked` })
  expect(total, sizes.map((each) => each.join(' ')).join('\n')).toBeLessThanOrEqual(precacheBytes)
})

/** What a page asks of the server when nothing is kept: no worker, no cache. API calls are not part of the page. */
async function coldLoad(page: Page, load: () => Promise<void>) {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await session.send('Network.setBypassServiceWorker', { bypass: true })
  const urls = new Map<string, string>()
  const requests: string[] = []
  const scripts = new Map<string, number>()
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (new URL(response.url).pathname.startsWith('/api/')) return
    if (type === 'Script') urls.set(requestId, response.url)
    requests.push(`${type} ${response.url}`)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId)
    if (url) scripts.set(url, encodedDataLength)
  })
  await load()
  const counted = { scripts: [...scripts], requests: [...requests] }
  await session.detach()
  return counted
}
