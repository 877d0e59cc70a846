import { expectAccessible } from './world/axe.ts'
import { activateInApp, openCardApp, present, press, shownDigits } from './world/card-app.ts'
import { azertyOf, scanByWedge, type AzertyState } from './world/azerty.ts'
import { expectVerdict, nextPatient, openCounter, pasteDigits } from './world/counter-app.ts'
import { deskSize, expect, test } from './world/world.ts'

const states: readonly AzertyState[] = ['plain', 'capsLock', 'mac', 'qwerty']

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

test('asks for the reduced code where the scanner is slow, and reads it', async ({
  demo,
  open,
}) => {
  test.setTimeout(120_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts })
  await activateInApp(card, 'claire')
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const ask = page.getByText(counter.say('wedge.ask'))
  await present(card)
  const whole = await shownDigits(card)
  await page.bringToFront()
  await scanByWedge(page, whole, 'plain', 1)
  await expectVerdict(counter, 'valid')
  await nextPatient(counter)
  await expect(ask).toBeHidden()
  const sound = page.getByRole('button', { name: counter.say('sound.name') })
  await expect(sound).toHaveAttribute('aria-pressed', 'true')
  await sound.press('Enter')

  await scanByWedge(page, '27310396' + '0'.repeat(100), 'plain', 8)
  await expectVerdict(counter, 'unreadable')
  await nextPatient(counter)
  await expect(ask).toBeVisible()
  // What is under the pointer has the colour of what is pressed.
  await page.mouse.move(0, 0)
  await expectAccessible(page, 'wedge.ask')
  await page.reload()
  await expect(sound, 'a mute machine stays mute').toHaveAttribute('aria-pressed', 'false')
  await expect(ask, 'this machine knows its scanner').toBeVisible()

  await phone.page.bringToFront()
  await press(card, 'present.reduced')
  await expect(phone.page.getByText(card.say('present.forSlow'))).toBeVisible()
  await phone.page.mouse.move(0, 0)
  await expectAccessible(phone.page, 'present.forSlow')
  await expect.poll(async () => (await shownDigits(card)).length).toBe(406)
  await scanByWedge(page, await shownDigits(card), 'plain', 8)
  await page.bringToFront()
  await expectVerdict(counter, 'valid')
  await nextPatient(counter)
  await expect(ask, 'the next patient is asked at once').toBeVisible()
})
