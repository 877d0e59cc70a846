import { activateInApp, heading, openCardApp, present, shownDigits } from './world/card-app.ts'
import { etui } from './world/commands.ts'
import {
  expectVerdict,
  openCounter,
  pasteDigits,
  pressAt,
  nextPatient,
} from './world/counter-app.ts'
import { person } from './world/people.ts'
import { deskSize, expect, test } from './world/world.ts'

// Lists follow a block within a second here, within a minute by default.
test.use({ demoOptions: { settings: { ETUI_STATUS_SECONDS: '1' } } })

test('refuses a blocked card online at once, and offline from the next list on', async ({
  demo,
  open,
}) => {
  test.setTimeout(150_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts })
  await activateInApp(card, 'claire')
  const [here, away] = await Promise.all(
    ['Comptoir 1', 'Comptoir 2'].map(async (name) => {
      const seat = await open({ viewport: deskSize })
      return { seat, counter: await openCounter(seat.page, { hosts: demo.hosts, name }) }
    }),
  )
  if (!here || !away) throw new TypeError('two counters were opened')
  away.seat.guards.expectOutage()
  await away.seat.context.setOffline(true)

  await present(card)
  await etui(demo, 'block', '--nir', person('claire').nir, '--reason', 'lost', '--final')
  const digits = await shownDigits(card)
  await pasteDigits(here.counter, digits)
  await expectVerdict(here.counter, 'revoked', 'next')
  // An older list cannot know of it, and says its date.
  await pasteDigits(away.counter, digits)
  await expectVerdict(away.counter, 'valid', 'offline')

  await away.seat.context.setOffline(false)
  await away.seat.page.waitForTimeout(2_000)
  await nextPatient(away.counter)
  await pressAt(away.counter, 'lists.renew')
  await expect(
    away.counter.page.getByRole('button', { name: away.counter.say('lists.renew') }),
  ).toBeEnabled()
  await away.seat.context.setOffline(true)
  await pasteDigits(away.counter, await shownDigits(card))
  await expectVerdict(away.counter, 'revoked', 'offline')

  await phone.page.reload()
  await expect(heading(card, 'blocked.final.title')).toBeVisible()
})
