import { activateInApp, heading, openCardApp, typeCode, unlockByCode } from './world/card-app.ts'
import { otherCodes } from './world/people.ts'
import { shiftClock } from './world/page-clock.ts'
import { refusalTexts } from './world/texts.ts'
import { expect, test } from './world/world.ts'

test('pauses after wrong codes, says until when, and then opens with the right one', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(app, 'claire')
  await page.reload()
  await expect(heading(app, 'lock.title')).toBeVisible()
  const paused = page.getByText(app.say('lock.paused'))
  for (const wrong of otherCodes) {
    if (await paused.isVisible()) break
    const answered = page.waitForResponse((answer) => answer.url().endsWith('/api/code/share'))
    await typeCode(app, wrong)
    await answered
    await expect(
      page
        .getByText(refusalTexts('fr')('code-wrong'))
        .or(page.getByText(refusalTexts('fr')('code-paused')))
        .or(paused)
        .first(),
    ).toBeVisible()
  }
  await expect(paused).toBeVisible()
  await expect(page.getByRole('button', { name: '5', exact: true })).toBeDisabled()

  await demo.shiftClock(61_000)
  await shiftClock(page, 61_000)
  await page.reload()
  await shiftClock(page, 61_000)
  await unlockByCode(app)
})
