import type { BrowserContext, Page } from '@playwright/test'
import {
  activateInApp,
  heading,
  openCardApp,
  present,
  press,
  shownDigits,
  storedForOffline,
} from './world/card-app.ts'
import { expect, test } from './world/world.ts'

test('does not reload under a card when a newer version was let in, and does once the card is locked', async ({
  demo,
  open,
}) => {
  const { page, context } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await storedForOffline(page)
  const other = await openOtherTab(context, demo.hosts.card)
  await makeNewer(other)
  await page.bringToFront()
  await expect(page.getByRole('button', { name: app.say('home.update') })).toBeVisible()
  await page.evaluate(() => Object.assign(globalThis, { etuiSamePage: true }))

  await present(app)
  await shownDigits(app)
  const isCharged = page.evaluate(
    () =>
      new Promise((resolve) => {
        navigator.serviceWorker.addEventListener('controllerchange', () => resolve(true), {
          once: true,
        })
      }),
  )
  await letIn(other)
  expect(await isCharged).toBe(true)
  expect(await shownDigits(app)).toMatch(/^2721/)
  await press(app, 'present.away')
  await expect(heading(app, 'home.title')).toBeVisible()
  expect(await isSamePage(page)).toBe(true)

  await press(app, 'home.lock')
  await expect.poll(() => isSamePage(page)).toBe(false)
  await expect(heading(app, 'lock.title')).toBeVisible()
})

/** A tab in which a test may do what the app's policy forbids: name a worker's script by a plain string. */
async function openOtherTab(context: BrowserContext, address: string): Promise<Page> {
  const tab = await context.newPage()
  const session = await context.newCDPSession(tab)
  await session.send('Page.setBypassCSP', { enabled: true })
  await tab.goto(address)
  return tab
}

/** Another script for the same scope is a newer worker, which installs itself and waits. */
async function makeNewer(tab: Page): Promise<void> {
  await tab.evaluate(async () => {
    const registration = await navigator.serviceWorker.register('/sw.js?newer', {
      scope: '/',
      updateViaCache: 'none',
    })
    while (!registration.waiting) await new Promise((resolve) => setTimeout(resolve, 50))
  })
}

/** As a tab does in which somebody pressed "take the newer version", whatever is on screen elsewhere. */
async function letIn(tab: Page): Promise<void> {
  await tab.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    registration.waiting?.postMessage({ type: 'SKIP_WAITING' })
  })
}

async function isSamePage(page: Page): Promise<boolean> {
  return page.evaluate(() => 'etuiSamePage' in globalThis).catch(() => false)
}
