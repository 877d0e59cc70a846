import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type CDPSession, type Page } from '@playwright/test'
import {
  activateInApp,
  heading,
  openCardApp,
  press,
  storedForOffline,
  type CardApp,
} from '@etui/e2e/world/card-app.ts'
import { startDemoServer } from '@etui/e2e/world/demo-server.ts'
import { browserFlags, requireBrowser } from '../scripts/browser.ts'
import { quantile, type Figure, type Section } from './report.ts'

const rounds = 9
const throttle = 4

/** What a holder waits for, with no network: the lock screen's first paint, and the code after the passkey. */
export async function benchCard(): Promise<Section> {
  const demo = await startDemoServer()
  const profile = mkdtempSync(join(tmpdir(), 'etui-bench-profile-'))
  try {
    const context = await start(profile)
    const page = context.pages()[0] ?? (await context.newPage())
    const app = await openCardApp(page, { hosts: demo.hosts })
    await activateInApp(app, 'ange')
    await storedForOffline(page)
    const weight = await weigh(page, app)
    await demo.stop()

    const { session } = app.passkeys ?? fail('no passkey')
    await context.addInitScript(markPasskey)
    const figures: Figure[] = weight
    for (const rate of [1, throttle]) {
      const warm: number[] = []
      const stopped: number[] = []
      const codes: number[] = []
      for (let round = 0; round < rounds; round++) {
        stopped.push(await firstPaint(page, session, demo.hosts.card, rate, true))
        warm.push(await firstPaint(page, session, demo.hosts.card, rate, false))
        codes.push(await passkeyToCode(app))
      }
      figures.push(
        figure(
          'first paint of the lock screen, worker stopped',
          stopped,
          rate,
          rate > 1 ? '800' : undefined,
        ),
        figure('first paint of the lock screen, worker running', warm, rate),
        figure(
          'from the passkey’s answer to the code drawn',
          codes,
          rate,
          rate > 1 ? '150' : undefined,
        ),
      )
    }
    await context.close()
    const cold: number[] = []
    for (let round = 0; round < 5; round++) cold.push(await coldBrowser(profile, demo.hosts.card))
    figures.push(
      figure('first paint of the lock screen, browser just started', cold, throttle, '800'),
    )
    return {
      title: 'The card on a phone',
      note:
        `Headless Chromium, no network, medians of ${rounds}; 4x is the developer tools' processor throttle. The time ` +
        'to the code leaves out the passkey’s own prompt and the holder’s press of a button.',
      figures,
    }
  } finally {
    await demo.remove()
    rmSync(profile, { recursive: true, force: true })
  }
}

function figure(name: string, sample: number[], rate: number, target?: string): Figure {
  const value = quantile(sample, 0.5)
  return { name: `${name}, ${rate}x`, value, unit: 'ms', ...(target && { target: `${target} ms` }) }
}

async function start(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: await requireBrowser(),
    args: browserFlags(),
    viewport: { width: 360, height: 740 },
    locale: 'fr-FR',
  })
}

/** Milliseconds from the navigation to the first contentful paint. */
async function firstPaint(
  page: Page,
  session: CDPSession,
  url: string,
  rate: number,
  stop: boolean,
): Promise<number> {
  await page.goto('about:blank')
  if (stop) {
    await session.send('ServiceWorker.enable')
    await session.send('ServiceWorker.stopAllWorkers')
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate })
  await page.goto(url)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return paintOf(page)
}

function paintOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            if (entry.name === 'first-contentful-paint') resolve(entry.startTime)
          }
        }).observe({ type: 'paint', buffered: true })
      }),
  )
}

async function coldBrowser(profile: string, url: string): Promise<number> {
  const context = await start(profile)
  try {
    const page = context.pages()[0] ?? (await context.newPage())
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: throttle })
    await page.goto(url)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return await paintOf(page)
  } finally {
    await context.close()
  }
}

/** In the page: marks when the authenticator answered, when a screen had its title painted, and when a code was drawn. */
function markPasskey(): void {
  const { get } = CredentialsContainer.prototype
  CredentialsContainer.prototype.get = async function marked(options) {
    const answer = await get.call(this, options)
    performance.mark('passkey')
    return answer
  }
  const canvas = CanvasRenderingContext2D.prototype
  for (const name of ['putImageData', 'fill'] as const) {
    const draw = canvas[name]
    canvas[name] = function marked(...given: unknown[]) {
      requestAnimationFrame(() => performance.mark('drawn'))
      return Reflect.apply(draw, this, given)
    }
  }
  addEventListener('click', () => performance.mark('pressed'), { capture: true })
  let title: string | null | undefined
  new MutationObserver(() => {
    const now = document.querySelector('h1')?.textContent
    if (now === title) return
    title = now
    requestAnimationFrame(() => performance.mark('titled'))
  }).observe(document, { subtree: true, childList: true, characterData: true })
}

async function passkeyToCode(app: CardApp): Promise<number> {
  const { page } = app
  await page.evaluate(() => performance.clearMarks())
  await press(app, 'lock.passkey')
  await heading(app, 'home.title').waitFor()
  const opened = (await lastMark(page, 'titled')) - (await lastMark(page, 'passkey'))
  await press(app, 'home.present')
  await heading(app, 'present.title').waitFor()
  await page.waitForFunction(() => performance.getEntriesByName('drawn').length > 0)
  const drawn = await page.evaluate(
    () => performance.getEntriesByName('drawn')[0]?.startTime ?? Number.NaN,
  )
  return opened + drawn - (await lastMark(page, 'pressed'))
}

function lastMark(page: Page, name: string): Promise<number> {
  return page.evaluate(
    (of) => performance.getEntriesByName(of).at(-1)?.startTime ?? Number.NaN,
    name,
  )
}

/** Bytes as they travel (brotli) and requests to the lock screen, with nothing kept. */
async function weigh(page: Page, app: CardApp): Promise<Figure[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await session.send('Network.setBypassServiceWorker', { bypass: true })
  const scripts = new Set<string>()
  let requests = 0
  let bytes = 0
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (new URL(response.url).pathname.startsWith('/api/')) return
    requests += 1
    if (type === 'Script') scripts.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength
  })
  await page.reload()
  await heading(app, 'lock.title').waitFor()
  const seen = { requests, bytes }
  // A session that is detached takes the virtual authenticator with it.
  await session.send('Network.setCacheDisabled', { cacheDisabled: false })
  await session.send('Network.setBypassServiceWorker', { bypass: false })
  const kept = await page.evaluate(async () => {
    let total = 0
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        total += (await (await cache.match(request))?.blob())?.size ?? 0
      }
    }
    return total
  })
  return [
    {
      name: 'JavaScript to the lock screen, brotli',
      value: seen.bytes / 1000,
      unit: 'kB',
      target: '90 kB',
    },
    { name: 'requests to the lock screen', value: seen.requests, unit: '', target: '8' },
    {
      name: 'kept for use without network, unpacked',
      value: kept / 1024,
      unit: 'KiB',
      target: '500 KiB',
    },
  ]
}

function fail(why: string): never {
  throw new Error(why)
}
