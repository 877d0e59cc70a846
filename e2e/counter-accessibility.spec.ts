import { expectAccessible } from './world/axe.ts'
import { activateInApp, openCardApp, present, shownDigits } from './world/card-app.ts'
import {
  expectVerdict,
  headingAt,
  nextPatient,
  openCounterApp,
  pasteDigits,
  pressAt,
  signIn,
} from './world/counter-app.ts'
import { deskSize, expect, test } from './world/world.ts'

test('has no barrier on any screen of the counter', async ({ demo, open }) => {
  test.setTimeout(180_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  const { page } = await open({ viewport: deskSize, language: 'en-GB' })
  const app = await openCounterApp(page, { hosts: demo.hosts, language: 'en' })
  const look = async (title: string) => {
    await expect(headingAt(app, title)).toBeVisible()
    await expectAccessible(page, title)
  }
  await look('door.title')
  await signIn(app, 'sans-exercice')
  await look('door.title')
  await signIn(app, 'pharmacie-du-lavoir')
  await look('naming.title')
  await page.getByLabel(app.say('naming.label')).fill('Accueil')
  await pressAt(app, 'naming.open')
  await look('ready.title')
  await present(card)
  const digits = await shownDigits(card)
  for (const [given, verdict] of [
    [digits, 'valid'],
    [digits.slice(0, 700), 'unreadable'],
    [`28${digits.slice(2)}`, 'foreign'],
  ] as const) {
    await pasteDigits(app, given)
    if (verdict !== 'foreign') await expectVerdict(app, verdict)
    await expectAccessible(page, verdict)
    if (verdict === 'valid') await nextPatient(app)
  }
})
