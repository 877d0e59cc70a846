import {
  activateInApp,
  expectNoCode,
  openCardApp,
  present,
  shownDigits,
  storedForOffline,
  unlockByPasskey,
} from './world/card-app.ts'
import { setClockOff } from './world/page-clock.ts'
import { expect, test } from './world/world.ts'

const day = 86_400_000

test('asks for the network from day 25 without it, and shows nothing after day 30', async ({
  demo,
  open,
}) => {
  const { page, context, guards } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await storedForOffline(page)
  const notice = page.getByText(app.say('home.networkBefore'))
  await expect(notice).toBeHidden()
  const lastDay = new Date(Date.now() + 30 * day)
  guards.expectOutage()
  await demo.kill()

  await setClockOff(context, 26 * day)
  await page.goto(demo.hosts.card)
  await unlockByPasskey(app)
  await expect(notice).toContainText(dayInFrench(lastDay))
  await present(app)
  expect(await shownDigits(app)).toMatch(/^2721/)

  // The clock is off by both: 31 days.
  await setClockOff(context, 5 * day)
  await page.goto(demo.hosts.card)
  await unlockByPasskey(app)
  await expect(page.getByText(app.say('home.tooLate'))).toBeVisible()
  await expect(notice).toBeHidden()
  await expect(page.getByRole('button', { name: app.say('home.present') })).toBeDisabled()
  await expect(page.getByRole('button', { name: app.say('counterCode.title') })).toBeHidden()
  await expectNoCode(app)
})

/** "14 avril", and "1er avril". */
function dayInFrench(date: Date): string {
  const written = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'long' }).format(date)
  return written.replace(/^1 /, '1er ')
}
