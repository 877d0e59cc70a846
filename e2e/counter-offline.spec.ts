import {
  activateInApp,
  openCardApp,
  present,
  shownDigits,
  storedForOffline,
} from './world/card-app.ts'
import { expectVerdict, headingAt, openCounter, pasteDigits } from './world/counter-app.ts'
import { setClockOff } from './world/page-clock.ts'
import { deskSize, expect, test } from './world/world.ts'

test('is reloaded with no network, and still reads', async ({ demo, open }) => {
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts })
  await activateInApp(card, 'samir')
  const desk = await open({ viewport: deskSize })
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  await storedForOffline(desk.page)
  await desk.page.reload()
  await expect(headingAt(counter, 'ready.title')).toBeVisible()

  for (const seat of [phone, desk]) seat.guards.expectOutage()
  await demo.kill()
  await desk.page.reload()
  await expect(headingAt(counter, 'ready.title')).toBeVisible()
  await present(card)
  const digits = await shownDigits(card)
  await pasteDigits(counter, digits)
  await expectVerdict(counter, 'valid', 'offline')
  await expect(desk.page.getByText('BELKACEMI').first()).toBeVisible()
})

test('verifies offline for twelve hours after the sign-in, and no longer', async ({
  demo,
  open,
}) => {
  const desk = await open({ viewport: deskSize })
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  await storedForOffline(desk.page)
  desk.guards.expectOutage()
  await demo.kill()
  await setClockOff(desk.context, 12 * 3_600_000 + 60_000)
  await desk.page.reload()
  await expect(headingAt(counter, 'door.title')).toBeVisible()
  await expect(desk.page.getByText(counter.say('door.overdueTitle'))).toBeVisible()
})
