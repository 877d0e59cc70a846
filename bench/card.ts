import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type CDPSession, type Page } from '@playwright/test'
import {
  activateInApp,
  heading,
  openCardApp,
  storedForOffline,
  type CardApp,
} from '@etui/e2e/world/card-app.ts'
import { startDemoServer } from '@etui/e2e/world/demo-server.ts'
import { browserFlags, requireBrowser } from '../scripts/browser.ts'
import { quantile, type Figure, type Section } from './report.ts'

const rounds = 9
const throttle = 4
/** From the lock screen to the finger on its sensor, nobody is quicker. */
const fingerMs = 2_000

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
    await context.addInitScript(markMoments)
    const figures: Figure[] = weight
    for (const rate of [1, throttle]) {
      const warm: number[] = []
      const stopped: number[] = []
      const direct: number[] = []
      const opened: number[] = []
      const shown: number[] = []
      const { card } = demo.hosts
      for (let round = 0; round < rounds; round++) {
        stopped.push(await firstPaint(page, session, card, rate, true))
        warm.push(await firstPaint(page, session, card, rate, false))
        opened.push(await passkeyTo(app, 'titled'))
        shown.push(await pressToCode(app))
        await firstPaint(page, session, `${card}/presenter`, rate, false)
        direct.push(await passkeyTo(app, 'drawn'))
      }
      const isTarget = rate > 1
      const through = opened.map((first, round) => first + (shown[round] ?? Number.NaN))
      figures.push(
        figure('first paint of the lock screen, worker stopped', stopped, rate, isTarget && '800'),
        figure('first paint of the lock screen, worker running', warm, rate),
        figure(
          'passkey answered to code drawn, opened to present',
          direct,
          rate,
          isTarget && '150',
        ),
        figure('passkey answered to home screen drawn', opened, rate),
        figure('press of “Présenter ma carte” to code drawn', shown, rate),
        figure(
          'passkey answered to code drawn, through the home screen',
          through,
          rate,
          isTarget && '150',
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
        `Headless Chromium, no network, medians of ${rounds}; 4x is the developer tools' processor throttle. The page ` +
        'marks its own moments: the answer of the passkey, the press as the event dates it, and the task after the frame ' +
        `that shows the screen or the code. The lock screen has stood ${fingerMs / 1000} s when the passkey is asked for; ` +
        'opened to present (the app’s shortcut) the code follows the passkey at once, through the home screen the holder ' +
        'presses once more, and the two waits are added.',
      figures,
    }
  } finally {
    await demo.remove()
    rmSync(profile, { recursive: true, force: true })
  }
}

function figure(name: string, sample: number[], rate: number, target?: string | false): Figure {
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

/** In the page: when the authenticator answered, a button was pressed, another screen and a code were on the screen. */
function markMoments(): void {
  const { get } = CredentialsContainer.prototype
  CredentialsContainer.prototype.get = async function marked(options) {
    const answer = await get.call(this, options)
    performance.mark('passkey')
    return answer
  }
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', ({ data }: MessageEvent<string>) => performance.mark(data))
  port1.start()
  // The message is handled in the first task after the frame.
  const markFrame = (name: string) => requestAnimationFrame(() => port2.postMessage(name))
  const canvas = CanvasRenderingContext2D.prototype
  for (const name of ['putImageData', 'fill'] as const) {
    const draw = canvas[name]
    canvas[name] = function marked(...given: unknown[]) {
      if (this.canvas.isConnected && !this.canvas.closest('[inert]')) markFrame('drawn')
      return Reflect.apply(draw, this, given)
    }
  }
  addEventListener(
    'click',
    ({ timeStamp }) => performance.mark('pressed', { startTime: timeStamp }),
    { capture: true },
  )
  let title: string | null | undefined
  new MutationObserver(() => {
    const now = document.querySelector('h1')?.textContent
    if (now === undefined || now === title) return
    title = now
    markFrame('titled')
  }).observe(document, { subtree: true, childList: true, characterData: true })
}

/** Milliseconds from the passkey's answer, on the lock screen, to a mark of the page. */
async function passkeyTo(app: CardApp, shown: 'titled' | 'drawn'): Promise<number> {
  await app.page.waitForTimeout(fingerMs)
  await tap(app, 'lock.passkey')
  return between(app.page, 'passkey', shown)
}

async function pressToCode(app: CardApp): Promise<number> {
  await app.page.waitForTimeout(fingerMs / 2)
  await tap(app, 'home.present')
  return between(app.page, 'pressed', 'drawn')
}

/** A touch where the button was found beforehand: a driver that looks for it meanwhile would be measured, too. */
async function tap({ page, say }: CardApp, key: string): Promise<void> {
  const box = await page.getByRole('button', { name: say(key) }).boundingBox()
  if (box === null) fail(`no button ${key}`)
  await page.evaluate(() => performance.clearMarks())
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
}

/** Waits for the second mark without asking the page again and again, and answers the time from the first. */
function between(page: Page, from: string, to: string): Promise<number> {
  return page.evaluate(
    ([first = '', last = '']) =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((_, observer) => {
          const [begun] = performance.getEntriesByName(first)
          const end = performance
            .getEntriesByName(last)
            .find((one) => begun && one.startTime > begun.startTime)
          if (!begun || !end) return
          observer.disconnect()
          resolve(end.startTime - begun.startTime)
        }).observe({ type: 'mark', buffered: true })
      }),
    [from, to],
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
