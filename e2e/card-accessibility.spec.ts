import { expectAccessible } from './world/axe.ts'
import {
  acceptTerms,
  chooseCode,
  heading,
  openCardApp,
  present,
  press,
  proveContact,
  proveIdentity,
  tellPerson,
  typeCode,
  type CardApp,
} from './world/card-app.ts'
import { newestCode } from './world/outbox.ts'
import { otherCodes, person, secretCode } from './world/people.ts'
import { expect, test } from './world/world.ts'

// Each screen by itself is looked at in both languages and palettes by `web/gallery`; here they stand in the real app.
test('has no barrier on any screen of the card', async ({ demo, open }) => {
  test.setTimeout(240_000)
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await walkEveryScreen(app)
})

/** Goes through activation, lock, card, presentation and settings, and stops at each to look. */
async function walkEveryScreen(app: CardApp): Promise<void> {
  const { page, say } = app
  const { nir, traits, email = '' } = person('claire')
  const look = async (title: string) => {
    await expect(heading(app, title)).toBeVisible()
    await expectAccessible(page, title)
  }
  await look('welcome.title')
  await acceptTerms(app)
  await look('person.title')
  await tellPerson(app, nir.slice(0, 12), '1984-02-31')
  await look('person.title')
  await tellPerson(app, nir, traits.birthDate)
  await look('contact.title')
  await press(app, 'contact.nothing')
  await expectAccessible(page, 'contact.nothing')
  await press(app, 'contact.help.wait')
  await proveContact(app, await newestCode(app.hosts, email))
  await look('identity.title')
  await proveIdentity(app, 'samir')
  await look('identity.differs.title')
  await press(app, 'identity.again')
  await page.getByRole('button', { name: 'CLAIRE AUBERTIN' }).click()
  await look('code.title')
  await chooseCode(app, secretCode)
  await look('passkey.title')
  await press(app, 'passkey.create')
  await expect(page.getByText(say('passkey.withDetail'))).toBeVisible()
  await expectAccessible(page, 'passkey.with')
  await press(app, 'continue')
  await look('done.title')
  await press(app, 'done.open')
  await look('home.title')
  await page.getByRole('link', { name: say('tabs.settings') }).click()
  await look('settings.title')
  const answer = (await page.evaluate(() => navigator.storage.persisted())) ? 'kept' : 'cleared'
  await expect(page.getByText(say(`settings.storage.${answer}`))).toBeVisible()
  await page.getByRole('link', { name: say('tabs.card') }).click()
  await present(app)
  await look('present.title')
  await press(app, 'present.away')
  await press(app, 'home.lock')
  await look('lock.title')
  await typeCode(app, otherCodes[0])
  await expect(page.getByText(say('lock.tries'))).toBeVisible()
  await expectAccessible(page, 'lock, after a wrong code')
}
