import {
  acceptTerms,
  activateInApp,
  heading,
  openCardApp,
  present,
  proveContact,
  shownDigits,
  tellPerson,
  unlockToPresent,
} from './world/card-app.ts'
import { expectVerdict, nextPatient, openCounter, pasteDigits } from './world/counter-app.ts'
import { newestCode } from './world/outbox.ts'
import { setClockOff, shiftClock } from './world/page-clock.ts'
import { person } from './world/people.ts'
import { deskSize, expect, test } from './world/world.ts'

const hour = 3_600_000

for (const hours of [3, -3]) {
  test(`listens to a phone whose clock is off by ${hours} hours`, async ({ demo, open }) => {
    const { page } = await open()
    const app = await openCardApp(page, { hosts: demo.hosts })
    await shiftClock(page, hours * hour)
    const { nir, traits, email = '' } = person('claire')
    await acceptTerms(app)
    await tellPerson(app, nir, traits.birthDate)
    await proveContact(app, await newestCode(demo.hosts, email))
    await expect(heading(app, 'identity.title')).toBeVisible()
  })
}

test('shows a code that is good now from a phone off by hours, to a counter off the other way', async ({
  demo,
  open,
}) => {
  test.setTimeout(150_000)
  const phone = await open()
  const desk = await open({ viewport: deskSize })
  await setClockOff(phone.context, 3 * hour)
  await setClockOff(desk.context, -2 * hour)
  const card = await openCardApp(phone.page, { hosts: demo.hosts })
  await activateInApp(card, 'claire')
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  await present(card)
  await pasteDigits(counter, await shownDigits(card))
  await expectVerdict(counter, 'valid', 'online')

  // Without network both go by what the server last told them of the hour.
  for (const seat of [phone, desk]) {
    seat.guards.expectOutage()
    await seat.context.setOffline(true)
  }
  await nextPatient(counter)
  await card.page.reload()
  await unlockToPresent(card)
  await pasteDigits(counter, await shownDigits(card))
  await expectVerdict(counter, 'valid', 'offline')
})
