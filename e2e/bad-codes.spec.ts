import { toBuffer } from 'qrcode'
import { activateInApp, openCardApp, present, shownDigits } from './world/card-app.ts'
import {
  expectVerdict,
  lookAt,
  makeCameraFilm,
  openCounter,
  pasteDigits,
  pressAt,
  signIn,
  openCounterApp,
} from './world/counter-app.ts'
import { refusalTexts } from './world/texts.ts'
import { deskSize, expect, test } from './world/world.ts'

test('tells half a code, and one with digits too many, from a card that is not good', async ({
  demo,
  open,
}) => {
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts })
  await activateInApp(card, 'claire')
  await present(card)
  const digits = await shownDigits(card)
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const oneChanged = digits.slice(0, 500) + ((Number(digits[500]) + 1) % 10) + digits.slice(501)
  for (const unreadable of [digits.slice(0, digits.length / 2), `${digits}7`, oneChanged]) {
    await pasteDigits(counter, unreadable)
    await expectVerdict(counter, 'unreadable', 'next')
    await expect(page.getByText(counter.say('notTheCard')).first()).toBeVisible()
  }
  // None of them was a reading: the whole code is still good.
  await pasteDigits(counter, digits)
  await expectVerdict(counter, 'valid')
})

test('tells another’s QR code apart, and sends it nowhere', async ({ demo, open }, info) => {
  const film = await makeCameraFilm(info.outputDir)
  const seat = await open({ viewport: deskSize, film: film.path })
  const counter = await openCounter(seat.page, { hosts: demo.hosts })
  const sent: string[] = []
  seat.page.on('request', (request) => {
    if (request.url().endsWith('/api/readings')) sent.push(request.url())
  })
  const picture = await toBuffer('https://elsewhere.example/menu', { scale: 12 })
  await lookAt(counter, film, picture)
  await expect(seat.page.getByText(counter.say('foreign.text')).first()).toBeVisible()
  expect(sent).toEqual([])
})

test('says that the camera is refused or missing, and what else reads a code', async ({
  demo,
  open,
}, info) => {
  const film = await makeCameraFilm(info.outputDir)
  await film.show(await toBuffer('1', { scale: 12 }))
  const refused = await open({ viewport: deskSize, film: film.path })
  const counter = await openCounter(refused.page, { hosts: demo.hosts })
  const session = await refused.browser.newBrowserCDPSession()
  await session.send('Browser.setPermission', {
    permission: { name: 'camera' },
    setting: 'denied',
    origin: demo.hosts.counter,
  })
  await pressAt(counter, 'camera.start')
  await expect(refused.page.getByText(counter.say('camera.refused'))).toBeVisible()

  const without = await open({ viewport: deskSize })
  const bare = await openCounter(without.page, { hosts: demo.hosts, professional: 'dr-morvan' })
  await without.context.grantPermissions(['camera'], { origin: demo.hosts.counter })
  await pressAt(bare, 'camera.start')
  await expect(without.page.getByText(bare.say('camera.absent'))).toBeVisible()
})

test('refuses whoever is no professional', async ({ demo, open }) => {
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounterApp(page, { hosts: demo.hosts })
  await signIn(counter, 'sans-exercice')
  await expect(page.getByText(refusalTexts('fr')('not-a-professional'))).toBeVisible()
})
