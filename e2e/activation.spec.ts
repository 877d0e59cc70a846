import { expectAccessible } from './world/axe.ts'
import {
  activateInApp,
  chooseCode,
  heading,
  openCardApp,
  present,
  press,
  proveIdentity,
  reachIdentity,
  shownDigits,
  unlockByCode,
  unlockToPresent,
} from './world/card-app.ts'
import { person, secretCode } from './world/people.ts'
import { expect, test } from './world/world.ts'

test('activates a card with France Identité and a passkey, and shows a code', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await present(app)
  await expect(page.getByText('AUBERTIN')).toBeVisible()
  expect(await shownDigits(app)).toMatch(/^2721\d{985,}$/)

  await page.reload()
  await unlockToPresent(app)
  expect(await shownDigits(app)).toMatch(/^2721/)
  await press(app, 'present.away')
  await expect(heading(app, 'home.title')).toBeVisible()
})

test('activates a card by code alone, on a phone without passkeys', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(app, 'lisandra')
  await page.reload()
  await unlockByCode(app)
  await present(app)
  expect(await shownDigits(app)).toMatch(/^2721/)
})

test('tells a phone whose passkey opens nothing what it loses, and works by code', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'no-prf' })
  await reachIdentity(app, 'mael')
  await proveIdentity(app, 'mael')
  await chooseCode(app, secretCode)
  await press(app, 'passkey.create')
  await expect(page.getByText(app.say('passkey.loses'))).toBeVisible()
  await press(app, 'continue')
  await press(app, 'done.open')
  await expect(heading(app, 'home.title')).toBeVisible()
  await page.reload()
  await unlockByCode(app)
})

test('takes an activation up where it was left, after the app was closed', async ({
  demo,
  open,
}) => {
  const { page, context } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await reachIdentity(app, 'ange')
  await page.close()

  const again = await openCardApp(await context.newPage(), { hosts: demo.hosts })
  await expect(heading(again, 'identity.title')).toBeVisible()
  await proveIdentity(again, 'ange')
  await expect(heading(again, 'code.title')).toBeVisible()
})

test('puts nothing of a person in an address, and keeps no cookie', async ({ demo, open }) => {
  const { page, context } = await open()
  const addresses: string[] = []
  context.on('request', (request) => addresses.push(decodeURIComponent(request.url())))
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  const { nir, traits, email = '' } = person('claire')
  expect(addresses.length).toBeGreaterThan(10)
  for (const trace of [
    nir,
    traits.familyName,
    traits.givenNames,
    traits.birthDate,
    email,
    secretCode,
  ]) {
    expect(
      addresses.filter((address) => address.toUpperCase().includes(trace.toUpperCase())),
    ).toEqual([])
  }
  expect(await context.cookies(demo.hosts.card)).toEqual([])
})

test('keeps an activation left half-way, until its person is sure to give it up', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await reachIdentity(app, 'claire')
  await press(app, 'activation.leave')
  await expect(heading(app, 'waiting.title')).toBeVisible()
  await expectAccessible(page, 'waiting.title')
  await press(app, 'waiting.goOn')
  await expect(heading(app, 'identity.title')).toBeVisible()
  await press(app, 'activation.leave')
  await press(app, 'waiting.giveUp')
  await expectAccessible(page, 'waiting.sure')
  await press(app, 'waiting.no')
  await page.reload()
  await press(app, 'waiting.goOn')
  await expect(heading(app, 'identity.title')).toBeVisible()
  await press(app, 'activation.leave')
  await press(app, 'waiting.giveUp')
  await press(app, 'waiting.yes')
  await expect(heading(app, 'welcome.title')).toBeVisible()
})
