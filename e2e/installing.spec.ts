import type { Page } from '@playwright/test'
import {
  activateInApp,
  heading,
  openCardApp,
  leaseTheCode,
  present,
  press,
  shownDigits,
  storedForOffline,
  typeCode,
  unlockByPasskey,
  unlockToPresent,
} from './world/card-app.ts'
import { secretCode } from './world/people.ts'
import { textsOf } from './world/texts.ts'
import { expect, test, type Seat } from './world/world.ts'

const ids = { card: '/?app=etui-carte', counter: '/?app=etui-comptoir' } as const

test('installs the card and the counter side by side, and each opens with no network', async ({
  demo,
  open,
}) => {
  const { hosts } = demo
  const seat = await open()
  await seat.context.addInitScript(() => {
    addEventListener('beforeinstallprompt', () => performance.mark('offered to install'))
  })
  for (const app of ['card', 'counter'] as const) {
    const { page } = seat
    await page.goto(hosts[app])
    // An installed app whose scope held the other would keep it from being offered.
    await expectOffered(page)
    const session = await seat.context.newCDPSession(page)
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    expect(installabilityErrors).toEqual([])
    await install(seat, hosts[app], ids[app])
    await storedForOffline(page)
  }
  await seat.close()
  await demo.kill()

  const again = await open({ profile: seat.profile })
  again.guards.expectOutage()
  const first = { card: 'welcome.title', counter: 'door.title' } as const
  for (const app of ['card', 'counter'] as const) {
    const page = await launch(again, hosts[app], ids[app])
    expect(new URL(page.url()).origin).toBe(hosts[app])
    await expect(heading({ page, say: textsOf(app, 'fr') }, first[app])).toBeVisible()
  }
})

test('leads an iPhone to its home screen before anything is begun, and lets one stay', async ({
  demo,
  open,
}) => {
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1'
  const { page, context } = await open({ flags: [`--user-agent=${iphone}`] })
  // Safari never offers to install, as this browser would.
  await context.addInitScript(() => {
    addEventListener('beforeinstallprompt', (event) => event.stopImmediatePropagation())
  })
  const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  const asked: string[] = []
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
  await press(app, 'welcome.activate')
  await expect(heading(app, 'install.title')).toBeVisible()
  for (const gesture of ['share', 'add', 'open', 'why']) {
    await expect(page.getByText(app.say(`install.iphone.${gesture}`))).toBeVisible()
  }
  // Safari's storage is not the icon's: what began here would be lost there.
  expect(asked.filter((line) => line.startsWith('POST'))).toEqual([])
  await press(app, 'install.stay')
  await expect(heading(app, 'terms.title')).toBeVisible()
})

test('opens from its icon with no network, from a cold browser, and shows a code', async ({
  demo,
  open,
}) => {
  const { hosts } = demo
  const seat = await open()
  const app = await openCardApp(seat.page, { hosts, authenticator: 'no-prf' })
  await activateInApp(app, 'claire')
  await leaseTheCode(app)
  await storedForOffline(app.page)
  await install(seat, hosts.card, ids.card)
  await seat.close()
  await demo.kill()

  const cold = await open({ profile: seat.profile })
  cold.guards.expectOutage()
  const page = await launch(cold, hosts.card, ids.card)
  const offline = { ...app, page }
  await expect(heading(offline, 'lock.title')).toBeVisible()
  await typeCode(offline, secretCode)
  await expect(heading(offline, 'home.title')).toBeVisible()
  await present(offline)
  expect(await shownDigits(offline)).toMatch(/^2721/)
})

test('opens by passkey with no network after its worker was stopped', async ({ demo, open }) => {
  const seat = await open()
  const app = await openCardApp(seat.page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await storedForOffline(app.page)
  await seat.page.goto('about:blank')
  const session = await seat.context.newCDPSession(seat.page)
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.stopAllWorkers')
  seat.guards.expectOutage()
  await demo.kill()

  await seat.page.goto(demo.hosts.card)
  await unlockByPasskey(app)
  await present(app)
  expect(await shownDigits(app)).toMatch(/^2721/)
})

test('opened by its shortcut with no network, shows the code as soon as the passkey answers', async ({
  demo,
  open,
}) => {
  const seat = await open()
  const app = await openCardApp(seat.page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await storedForOffline(app.page)
  const manifest = await seat.page.evaluate(async () =>
    (await fetch('/manifest.webmanifest')).json(),
  )
  const [shortcut] = manifest.shortcuts
  seat.guards.expectOutage()
  await demo.kill()

  await seat.page.goto(new URL(shortcut.url, demo.hosts.card).href)
  await unlockToPresent(app)
  expect(await shownDigits(app)).toMatch(/^2721/)
})

/** Whether the browser has offered to install the page that is open. */
async function expectOffered(page: Page): Promise<void> {
  const offers = () =>
    page.evaluate(() => performance.getEntriesByName('offered to install').length)
  await expect.poll(offers).toBeGreaterThan(0)
}

async function install(seat: Seat, origin: string, id: string): Promise<void> {
  await seat.control('PWA.install', {
    manifestId: origin + id,
    installUrlOrBundleUrl: `${origin}/`,
  })
}

/** Opens an installed app as its icon does. */
async function launch(seat: Seat, origin: string, id: string): Promise<Page> {
  const opened = seat.context.waitForEvent('page')
  await seat.control('PWA.launch', { manifestId: origin + id })
  const page = await opened
  await page.waitForURL(`${origin}/**`)
  return page
}
