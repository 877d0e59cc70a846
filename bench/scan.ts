import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium, type CDPSession } from '@playwright/test'
import { makeCameraFilm, openCounter, type CounterApp } from '@etui/e2e/world/counter-app.ts'
import { startDemoServer } from '@etui/e2e/world/demo-server.ts'
import { issuePhones, type IssuedPhone } from '@etui/e2e/world/issued-phones.ts'
import { toBuffer } from 'qrcode'
import { browserFlags, requireBrowser } from '../scripts/browser.ts'
import { quantile, type Figure, type Section } from './report.ts'
import { tapper } from './tap.ts'
import { backToReady, bareVerification, markScans, milliseconds, typeScan } from './scan-page.ts'

const rounds = 12
const throttle = 4
const people = ['claire', 'samir', 'ange', 'theo']

/** What a professional waits for: from a code that is there to its verdict on the screen. */
export async function benchScan(): Promise<Section> {
  const demo = await startDemoServer()
  const folder = mkdtempSync(join(tmpdir(), 'etui-bench-scan-'))
  try {
    const codes = freshCodes(await issuePhones(demo, people))
    const film = await makeCameraFilm(folder)
    await film.cover()
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath: await requireBrowser(),
      args: [
        ...browserFlags(),
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${film.path}`,
      ],
      viewport: { width: 1280, height: 800 },
      locale: 'fr-FR',
    })
    await context.addInitScript(markScans)
    const page = context.pages()[0] ?? (await context.newPage())
    const counter = await openCounter(page, { hosts: demo.hosts })
    const session = await context.newCDPSession(page)
    const sample = new Map<string, number[]>()
    const into = (name: string, value: number) =>
      sample.set(name, [...(sample.get(name) ?? []), value])

    // First, while no camera starts by itself.
    const tap = await tapper(demo, 'odile')
    for (const rate of [1, throttle]) {
      await slowDown(session, rate)
      for (let round = 0; round <= rounds; round++) {
        const took = await tap(counter)
        if (round > 0) into(`tap, ${rate}x`, took)
      }
    }
    for (const way of ['wedge', 'camera'] as const) {
      if (way === 'camera')
        await context.grantPermissions(['camera'], { origin: demo.hosts.counter })
      for (const rate of [1, throttle]) {
        for (const net of ['online', 'offline'] as const) {
          await context.setOffline(net === 'offline')
          await slowDown(session, rate)
          // The first of each warms.
          for (let round = 0; round <= rounds; round++) {
            const code = await codes()
            const took =
              way === 'wedge'
                ? await typed(counter, code)
                : await filmed(counter, code, film.show, (by) => slowDown(session, by), rate)
            if (round === 0) continue
            into(`${way}, ${net}, ${rate}x`, took)
            if (way === 'wedge') into(`bare ${rate}x`, await page.evaluate(bareVerification))
          }
        }
      }
    }
    await context.close()
    return report(sample)
  } finally {
    await demo.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(sample: ReadonlyMap<string, readonly number[]>): Section {
  const figures = [...sample].flatMap(([name, values]): Figure[] => {
    const value = quantile(values, 0.5)
    const rate = name.endsWith(`${throttle}x`) ? throttle : 1
    if (name.startsWith('bare')) {
      return [{ name: `bare verification in the page, ${rate}x, p50`, value, unit: 'ms' }]
    }
    const bare = quantile(sample.get(`bare ${rate}x`) ?? [], 0.5)
    const ratioTo = 'the bare verification'
    return [
      { name: `${name}, p50`, value, unit: 'ms', ratio: value / bare, ratioTo },
      {
        name: `${name}, p95`,
        value: quantile(values, 0.95),
        unit: 'ms',
        ...(name.startsWith('tap') && { target: '1,000 ms' }),
      },
    ]
  })
  return {
    title: 'Scan to verdict at a counter',
    note:
      `Headless Chromium, the built counter and a server of this machine; ${rounds} new codes of ${people.length} cards each ` +
      `way, ${throttle}x is the developer tools’ processor throttle. From the scanner’s Enter, or from the picture of 1,920 ` +
      'by 1,080 that goes to the reader and is read, to the task after the frame that shows the verdict. Offline, the ' +
      'reading is on the disk before it is shown. A tap is timed from the instant before the phone’s answer goes to the ' +
      'server, which tells the counter by its stream. The bare verification is one key agreement, one opening and two ' +
      'signatures, by WebCrypto.',
    figures,
  }
}

/** Codes that no counter has read: one proof a second and card. */
function freshCodes(phones: readonly IssuedPhone[]): () => Promise<string> {
  const lastAt = new Map<IssuedPhone, number>()
  let turn = 0
  return async () => {
    for (;;) {
      const phone = phones[turn++ % phones.length]
      const now = Math.floor(Date.now() / 1000)
      if (phone && lastAt.get(phone) !== now) {
        lastAt.set(phone, now)
        return phone.frameAt(now)
      }
      await wait(100)
    }
  }
}

async function typed({ page, say }: CounterApp, code: string): Promise<number> {
  await backToReady(page, say('ready.title'))
  await page.evaluate(typeScan, code)
  return milliseconds(page, 'scanned', say('verdicts.valid.title'))
}

/** The film is changed while no camera runs; the next patient's starts on it. */
async function filmed(
  { page, say }: CounterApp,
  code: string,
  show: (picture: Uint8Array) => Promise<void>,
  slow: (rate: number) => Promise<void>,
  rate: number,
): Promise<number> {
  const options = { errorCorrectionLevel: 'M', scale: 6 } as const
  await show(await toBuffer([{ data: code, mode: 'numeric' }], options))
  await slow(1)
  await page.evaluate(() => performance.clearMarks())
  const verdict = page.getByText(say('verdicts.valid.title')).first()
  if (await verdict.isVisible()) await page.keyboard.press('Escape')
  await slow(rate)
  return milliseconds(page, 'pictured', say('verdicts.valid.title'))
}

async function slowDown(session: CDPSession, rate: number): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate })
}
