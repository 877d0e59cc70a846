import { setTimeout as wait } from 'node:timers/promises'
import {
  activateInApp,
  expectNoCode,
  heading,
  openCardApp,
  present,
  shownDigits,
  unlockToPresent,
} from './world/card-app.ts'
import { shiftClock } from './world/page-clock.ts'
import { readCodes } from './world/read-code.ts'
import { expect, test } from './world/world.ts'

test('blanks the code the instant the page is hidden, and shows it again within 30 s', async ({
  demo,
  open,
}) => {
  const { page, context } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await present(app)
  await shownDigits(app)
  await page.evaluate(() => {
    document.addEventListener(
      'visibilitychange',
      () => {
        const canvases = [...document.querySelectorAll('canvas')]
        const left = canvases
          .filter((canvas) => canvas.width > 0)
          .map((canvas) => canvas.toDataURL())
        Object.assign(globalThis, { etuiLeft: left })
      },
      { once: true },
    )
  })
  const other = await context.newPage()
  await other.bringToFront()
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden')
  const left = await page.evaluate(
    // Put there by the listener above.
    () => (globalThis as unknown as { etuiLeft: string[] }).etuiLeft,
  )
  for (const url of left) {
    const bytes = Buffer.from(url.split(',')[1] ?? '', 'base64')
    expect(await readCodes(bytes)).toEqual([])
  }
  await page.bringToFront()
  await expect(heading(app, 'present.title')).toBeVisible()
  await shownDigits(app)
})

test('locks when the page stayed hidden for more than 30 s', async ({ demo, open }) => {
  const { page, context } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await present(app)
  const other = await context.newPage()
  await other.bringToFront()
  await wait(31_500)
  await page.bringToFront()
  await expect(heading(app, 'lock.title')).toBeVisible()
  await expectNoCode(app)
  await unlockToPresent(app)
  await shownDigits(app)
})

for (const byMs of [3_600_000, -3_600_000]) {
  test(`locks when the clock jumps by ${byMs / 60_000} minutes, and says why`, async ({
    demo,
    open,
  }) => {
    const { page } = await open()
    const app = await openCardApp(page, { hosts: demo.hosts })
    await activateInApp(app, 'claire')
    await present(app)
    await shownDigits(app)
    await shiftClock(page, byMs)
    await expect(heading(app, 'lock.title')).toBeVisible()
    await expect(page.getByText(app.say('lock.reason.clock'))).toBeVisible()
    await expectNoCode(app)
  })
}

test('locks after 120 s without a touch', async ({ demo, open }) => {
  test.setTimeout(240_000)
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await present(app)
  await wait(110_000)
  await expect(heading(app, 'present.title')).toBeVisible()
  await expect(heading(app, 'lock.title')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(app.say('lock.reason.idle'))).toBeVisible()
  await expectNoCode(app)
})
