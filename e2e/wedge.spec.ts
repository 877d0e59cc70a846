import { activateInApp, openCardApp, present, shownDigits } from './world/card-app.ts'
import { azertyOf, scanByWedge, type AzertyState } from './world/azerty.ts'
import { expectVerdict, nextPatient, openCounter, pasteDigits } from './world/counter-app.ts'
import { deskSize, expect, test } from './world/world.ts'

const states: readonly AzertyState[] = ['plain', 'capsLock', 'mac']

test('reads what a scanner types on a French host, whatever its keys give', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts })
  await activateInApp(card, 'claire')
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  await present(card)
  let last = ''
  for (const state of states) {
    await page.bringToFront()
    await scan(state)
    await expectVerdict(counter, 'valid')
    await nextPatient(counter)
  }

  /** A page held up for a quarter of a second takes that for the end of a scan, and says so: then it is scanned again. */
  async function scan(state: AzertyState): Promise<void> {
    const cut = page.getByText(counter.say('verdicts.unreadable.title'))
    const valid = page.getByText(counter.say('verdicts.valid.title'))
    for (let tries = 0; tries < 3; tries++) {
      last = await another(last)
      await scanByWedge(page, last, state)
      await expect(cut.or(valid).first()).toBeVisible({ timeout: 20_000 })
      if (await valid.first().isVisible()) return
      await nextPatient(counter)
    }
  }

  /** A code that was not read yet: each is good for one reading. */
  async function another(seen: string): Promise<string> {
    for (;;) {
      const digits = await shownDigits(card)
      if (digits !== seen) return digits
      await phone.page.waitForTimeout(500)
    }
  }
})

test('reads what was garbled before it was pasted', async ({ demo, open }) => {
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts })
  await activateInApp(card, 'claire')
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  await present(card)
  await pasteDigits(counter, azertyOf(await shownDigits(card), 'plain'))
  await expectVerdict(counter, 'valid')
})
