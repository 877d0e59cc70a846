import { expectAccessible } from './world/axe.ts'
import {
  activateInApp,
  expectNoCode,
  heading,
  openCardApp,
  press,
  shownDigits,
  storedForOffline,
  unlockByPasskey,
  type CardApp,
} from './world/card-app.ts'
import {
  expectVerdict,
  headingAt,
  lookAt,
  makeCameraFilm,
  nextPatient,
  openCounter,
  pasteDigits,
} from './world/counter-app.ts'
import { askPatient, confirmCounter, followLink, readByCamera } from './world/counter-code.ts'
import { textsOf } from './world/texts.ts'
import { shiftClock } from './world/page-clock.ts'
import { deskSize, expect, test } from './world/world.ts'

const second = 1_000
const minute = 60 * second

test('counter and phone read each other by camera, and the code leaves the counter’s screen', async ({
  demo,
  open,
}, info) => {
  test.setTimeout(180_000)
  const [phoneFilm, deskFilm] = [
    await makeCameraFilm(`${info.outputDir}/phone`),
    await makeCameraFilm(`${info.outputDir}/desk`),
  ]
  const phone = await open({ film: phoneFilm.path })
  const card = await readyCard(demo.hosts, phone)
  const desk = await open({ viewport: deskSize, film: deskFilm.path })
  const counter = await openCounter(desk.page, { hosts: demo.hosts })

  const { picture } = await askPatient(counter)
  await expectAccessible(desk.page, 'challenge')
  await readByCamera(card, phoneFilm, picture)
  await expect(phone.page.getByText('Pharmacie du Lavoir, Comptoir 2')).toBeVisible()
  await expectAccessible(phone.page, 'counterCode.confirm')
  await confirmCounter(card)
  await expectAccessible(phone.page, 'counterCode.bound')
  await shownDigits(card)
  await lookAt(counter, deskFilm, await phone.page.screenshot())
  await expectVerdict(counter, 'valid', 'online')
  await expect(desk.page.getByText('AUBERTIN').first()).toBeVisible()
  await deskFilm.cover()
  await nextPatient(counter)
  await expect(desk.page.getByRole('img', { name: counter.say('challenge.code') })).toBeHidden()
})

test('they do so with both offline, once the phone has had the reader', async ({
  demo,
  open,
}, info) => {
  test.setTimeout(180_000)
  const [phoneFilm, deskFilm] = [
    await makeCameraFilm(`${info.outputDir}/phone`),
    await makeCameraFilm(`${info.outputDir}/desk`),
  ]
  const phone = await open({ film: phoneFilm.path })
  const card = await readyCard(demo.hosts, phone)
  await storedForOffline(phone.page)
  await phone.page.reload()
  await unlockByPasskey(card)
  const desk = await open({ viewport: deskSize, film: deskFilm.path })
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  await press(card, 'counterCode.title')
  await expect(phone.page.getByRole('button', { name: card.say('counterCode.open') })).toBeEnabled()
  await expect.poll(() => keptFiles(card)).toBe(2)
  await press(card, 'counterCode.back')

  for (const seat of [phone, desk]) {
    seat.guards.expectOutage()
    await seat.context.setOffline(true)
  }
  await demo.kill()
  const { picture } = await askPatient(counter)
  await readByCamera(card, phoneFilm, picture)
  await confirmCounter(card)
  const digits = await shownDigits(card)
  await lookAt(counter, deskFilm, await phone.page.screenshot())
  await expectVerdict(counter, 'valid', 'offline')
  await deskFilm.cover()

  // Read again within moments it is one scan; once that is over it was used here.
  await pasteDigits(counter, digits)
  await expectVerdict(counter, 'valid', 'repeat')
  await shiftClock(desk.page, 31 * second)
  await pasteDigits(counter, digits)
  await expectVerdict(counter, 'replayed')
})

test('an answer read without network is taken by the server too, once the network is back', async ({
  demo,
  open,
}) => {
  const phone = await open()
  const card = await readyCard(demo.hosts, phone)
  await storedForOffline(phone.page)
  const desk = await open({ viewport: deskSize })
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  for (const seat of [phone, desk]) seat.guards.expectOutage()
  await demo.kill()
  const { link } = await askPatient(counter)
  await followLink(card, link)
  await confirmCounter(card)
  await pasteDigits(counter, await shownDigits(card))
  await expectVerdict(counter, 'valid', 'offline')
  await demo.start()
  const sent = desk.page.waitForResponse('**/api/journal')
  await desk.page.keyboard.press('F6')
  await sent
  await nextPatient(counter)
  await desk.page.keyboard.press('F8')
  await expect(desk.page.getByText(counter.say('journal.state.accepted'))).toBeVisible()
})

test('says what works where the reader is not in the phone yet, and which code it cannot answer', async ({
  demo,
  open,
}) => {
  const phone = await open()
  const card = await readyCard(demo.hosts, phone)
  await storedForOffline(phone.page)
  await phone.page.reload()
  await unlockByPasskey(card)
  phone.guards.expectOutage()
  await phone.context.setOffline(true)
  await press(card, 'counterCode.title')
  await expect(phone.page.getByText(card.say('counterCode.missing'))).toBeVisible()
  await expectAccessible(phone.page, 'counterCode.missing')
  await phone.context.setOffline(false)
  await press(card, 'counterCode.retry')
  await expect(phone.page.getByRole('button', { name: card.say('counterCode.open') })).toBeVisible()

  const links = {
    malformed: `${demo.hosts.card}/t#c=AAAA`,
    foreign: `${demo.hosts.card}/t`,
  }
  for (const [trouble, link] of Object.entries(links)) {
    await phone.page.goto('about:blank')
    await phone.page.goto(link)
    await press(card, 'lock.passkey')
    await expect(phone.page.getByText(card.say(`counterCode.${trouble}`))).toBeVisible()
    await expectNoCode(card)
  }
})

test('an answer is for one counter, one phone, one time', async ({ demo, open }) => {
  test.setTimeout(180_000)
  const [phone, secondPhone] = [await open(), await open()]
  const card = await readyCard(demo.hosts, phone)
  const secondCard = await readyCard(demo.hosts, secondPhone, 'samir')
  const desk = await open({ viewport: deskSize })
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  const otherDesk = await open({ viewport: deskSize })
  const other = await openCounter(otherDesk.page, {
    hosts: demo.hosts,
    professional: 'dr-morvan',
    name: 'Cabinet',
  })

  const { link } = await askPatient(counter)
  for (const app of [card, secondCard]) {
    await followLink(app, link)
    await confirmCounter(app)
  }
  const [first, late] = [await shownDigits(card), await shownDigits(secondCard)]
  await pasteDigits(other, first)
  await expectVerdict(other, 'audience', 'other')
  await pasteDigits(counter, first)
  await expectVerdict(counter, 'valid', 'online')
  await pasteDigits(counter, late)
  await expectVerdict(counter, 'audience', 'challenge')
  await pasteDigits(counter, first)
  await expectVerdict(counter, 'valid', 'repeat')
})

test('an answer hides with its page, and is over with its challenge at the counter', async ({
  demo,
  open,
}) => {
  const phone = await open()
  const card = await readyCard(demo.hosts, phone)
  const desk = await open({ viewport: deskSize })
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  const { link } = await askPatient(counter)
  await followLink(card, link)
  await confirmCounter(card)
  const digits = await shownDigits(card)
  const cover = await phone.context.newPage()
  await cover.bringToFront()
  await expect
    .poll(() =>
      phone.page.evaluate(() => {
        const canvas = document.querySelector('canvas')
        const pen = canvas?.getContext('2d')
        const dots = canvas && pen?.getImageData(0, 0, canvas.width, canvas.height).data
        return dots?.every((dot) => dot === 0)
      }),
    )
    .toBe(true)
  await cover.close()
  await phone.page.bringToFront()
  expect(await shownDigits(card)).toBe(digits)

  await demo.shiftClock(2 * minute)
  await shiftClock(desk.page, 2 * minute)
  await expect(desk.page.getByText(counter.say('challenge.over'))).toBeVisible()
  await expectAccessible(desk.page, 'challenge.over')
  await pasteDigits(counter, digits)
  await expectVerdict(counter, 'audience', 'challenge')
  await desk.page.keyboard.press('Escape')
  await expect(headingAt(counter, 'ready.title')).toBeVisible()
  await desk.page.keyboard.press('F9')
  await expect(desk.page.getByRole('img', { name: counter.say('challenge.code') })).toBeVisible()
  await desk.page.keyboard.press('Escape')
  await expect(desk.page.getByRole('img', { name: counter.say('challenge.code') })).toBeHidden()
})

test('helps whoever follows a counter’s link in a browser that holds no card', async ({
  demo,
  open,
}) => {
  const desk = await open({ viewport: deskSize })
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  const { link } = await askPatient(counter)
  const browser = await open()
  const asked: string[] = []
  browser.context.on('request', (request) => asked.push(request.url()))
  const app = { page: browser.page, hosts: demo.hosts, say: textsOf('card', 'fr') } as const
  await browser.page.goto(link)
  await expect(heading(app, 'counterCode.help.title')).toBeVisible()
  await expectAccessible(browser.page, 'counterCode.help')
  await expect(browser.page.getByText('Lavoir')).toBeHidden()
  const [, part = ''] = link.split('#c=')
  expect(asked.filter((url) => url.includes(part.slice(0, 12)) && !url.includes('#'))).toEqual([])
  await press(app, 'counterCode.help.without')
  await expect(heading(app, 'welcome.title')).toBeVisible()
})

async function readyCard(
  hosts: CardApp['hosts'],
  seat: { readonly page: CardApp['page'] },
  registryId = 'claire',
): Promise<CardApp> {
  const card = await openCardApp(seat.page, { hosts })
  await activateInApp(card, registryId)
  return card
}

function keptFiles({ page }: CardApp): Promise<number> {
  return page.evaluate(async () => (await (await caches.open('etui-scanner')).keys()).length)
}
