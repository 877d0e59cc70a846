import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { browserFlags, requireBrowser } from '../scripts/browser.ts'
import { addBox } from './world/billing.ts'
import { activateInApp, openCardApp, present, shownDigits } from './world/card-app.ts'
import { openCounter, pasteDigits, expectVerdict } from './world/counter-app.ts'
import { startDemoServer } from './world/demo-server.ts'

/** `pnpm pictures`: draws docs/pictures/etui.png from the running apps: the card, its code, and a bill at the counter. */
const demo = await startDemoServer()
const profile = mkdtempSync(join(tmpdir(), 'etui-pictures-'))
try {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await requireBrowser(),
    args: browserFlags(),
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
  })
  const phone = await context.newPage()
  const app = await openCardApp(phone, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  const home = await phone.screenshot()
  await present(app)
  const digits = await shownDigits(app)
  const code = await phone.screenshot()
  const desk = await context.newPage()
  await desk.setViewportSize({ width: 1280, height: 960 })
  const counter = await openCounter(desk, { hosts: demo.hosts })
  await pasteDigits(counter, digits)
  await expectVerdict(counter, 'valid')
  await addBox(counter, '12,50')
  const verdict = await desk.screenshot()

  const board = await context.newPage()
  await board.setViewportSize({ width: 800, height: 560 })
  await board.setContent(`<style>
    body { margin: 0; padding: 20px; display: flex; gap: 20px; background: #e4d8c5 }
    img { height: 520px; border-radius: 14px; box-shadow: 0 8px 24px rgb(60 35 15 / .25) }
  </style>${[home, code, verdict].map(picture).join('')}`)
  const folder = new URL('../docs/pictures/', import.meta.url).pathname
  mkdirSync(folder, { recursive: true })
  // The last padding is no part of what can be scrolled to.
  const wide = (await board.evaluate(() => document.body.scrollWidth)) + 20
  await board.setViewportSize({ width: wide, height: 560 })
  await board.screenshot({ path: join(folder, 'etui.png'), scale: 'css' })
  process.stdout.write(
    `docs/pictures/etui.png, ${readFileSync(join(folder, 'etui.png')).length} bytes\n`,
  )
  await context.close()
} finally {
  await demo.remove()
  rmSync(profile, { recursive: true, force: true })
}

function picture(of: Buffer): string {
  return `<img src="data:image/png;base64,${of.toString('base64')}">`
}
