import { setTimeout as wait } from 'node:timers/promises'
import type { CDPSession, Page } from '@playwright/test'
import {
  activateInApp,
  heading,
  openCardApp,
  present,
  shownDigits,
  storedForOffline,
  unlockByCode,
} from './world/card-app.ts'
import { readRows } from './world/rows.ts'
import { expect, test } from './world/world.ts'

test('goes on after the browser was killed seconds after a refresh, three times over', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const first = await open()
  const app = await openCardApp(first.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(app, 'claire')
  const { profile } = first
  let seat = first
  for (const afterMs of [2_000, 500, 0]) {
    const refreshed = refreshOf(seat.page)
    await seat.page.reload()
    expect((await refreshed).status()).toBe(200)
    await wait(afterMs)
    await seat.kill()
    seat = await open({ profile })
    const goesOn = refreshOf(seat.page)
    const again = await openCardApp(seat.page, { hosts: demo.hosts, authenticator: 'none' })
    expect((await goesOn).status()).toBe(200)
    await unlockByCode(again)
    await present(again)
    await shownDigits(again)
    await expect(heading(again, 'resume.title')).toBeHidden()
  }
})

test('goes on when the answer of a refresh was lost on the way', async ({ demo, open }) => {
  const { page, guards } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(app, 'claire')
  guards.expectOutage()
  for (let losses = 0; losses < 3; losses++) {
    let lost = 0
    await page.route('**/api/refresh', async (route) => {
      const answer = await route.fetch()
      // The server has done it; the phone is not told.
      if (answer.ok()) lost += 1
      await (answer.ok() ? route.abort('connectionreset') : route.fulfill({ response: answer }))
    })
    await page.reload()
    await expect.poll(() => lost).toBeGreaterThan(0)
    await page.unroute('**/api/refresh')
    const refreshed = refreshOf(page)
    await page.reload()
    expect((await refreshed).status()).toBe(200)
  }
  await unlockByCode(app)
  await expect(heading(app, 'home.title')).toBeVisible()
})

test('goes on when the server is killed in the middle of a refresh', async ({ demo, open }) => {
  const { page, guards } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(app, 'claire')
  guards.expectOutage()
  for (let deaths = 0; deaths < 3; deaths++) {
    const asked = page.waitForRequest('**/api/refresh')
    await page.reload()
    await asked
    await demo.kill()
    await demo.start()
    const refreshed = refreshOf(page)
    await page.reload()
    expect((await refreshed).status()).toBe(200)
  }
  await unlockByCode(app)
  await present(app)
  await shownDigits(app)
})

test('is one phone in two tabs', async ({ demo, open }) => {
  const { page, context } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(app, 'claire')
  const answers: number[] = []
  context.on('response', (answer) => {
    const isAboutNonce = answer.status() === 401
    if (answer.url().endsWith('/api/refresh') && !isAboutNonce) answers.push(answer.status())
  })
  const second = await context.newPage()
  const rounds = 4
  for (let round = 1; round <= rounds; round++) {
    await Promise.all([page.reload(), second.goto(demo.hosts.card)])
    // Both tabs have refreshed, one after the other, whichever was first.
    await expect.poll(() => answers).toEqual(Array.from({ length: 2 * round }, () => 200))
  }
  const other = { ...app, page: second }
  await second.bringToFront()
  await unlockByCode(other)
  await page.bringToFront()
  await unlockByCode(app)
  await present(app)
  await shownDigits(app)
  expect(new Set(answers)).toEqual(new Set([200]))
})

test('is refreshed by the browser alone, once the network is back or twice a day', async ({
  demo,
  open,
}) => {
  const { page, context } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(app, 'claire')
  await storedForOffline(page)
  const tokenHash = () =>
    readRows(demo, async ({ database: { db, tables } }) => {
      const [phone] = await db.select().from(tables.phones)
      return phone?.tokenHash?.toString('hex')
    })
  const session = await context.newCDPSession(page)
  const workers = await registrationIdOf(session, demo.hosts.card)
  // Locked and let alone, the page asks for nothing more by itself.
  const refreshed = refreshOf(page)
  await page.reload()
  expect((await refreshed).status()).toBe(200)
  await expect(heading(app, 'lock.title')).toBeVisible()
  const told = { origin: demo.hosts.card, registrationId: workers, tag: 'etui-refresh' }
  for (const wake of ['dispatchSyncEvent', 'dispatchPeriodicSyncEvent'] as const) {
    const before = await tokenHash()
    if (wake === 'dispatchSyncEvent') {
      await session.send('ServiceWorker.dispatchSyncEvent', { ...told, lastChance: false })
    } else {
      await session.send('ServiceWorker.dispatchPeriodicSyncEvent', told)
    }
    await expect.poll(tokenHash).not.toBe(before)
  }
  await unlockByCode(app)
  await present(app)
  await shownDigits(app)
})

/** Which registration rules an origin's pages, as the browser names it. */
async function registrationIdOf(session: CDPSession, origin: string): Promise<string> {
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin))
      if (ours) resolve(ours.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  return found
}

/** The answer to the next refresh that is not about a nonce. */
function refreshOf(page: Page) {
  return page.waitForResponse(
    (answer) => answer.url().endsWith('/api/refresh') && answer.status() !== 401,
  )
}
