import { heading, openCardApp, shownDigits, typeCode, type CardApp } from './world/card-app.ts'
import { pressByKey, tabTo } from './world/keyboard.ts'
import { newestCode } from './world/outbox.ts'
import { person, secretCode } from './world/people.ts'
import { expect, test } from './world/world.ts'

test('activates and presents a card without a pointer', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  const { nir, traits, email = '' } = person('bernadette')
  await key(app, 'welcome.activate')
  await key(app, 'terms.accept')
  await tabTo(page, page.getByLabel(app.say('person.nir')))
  await page.keyboard.type(nir)
  await tabTo(page, page.getByLabel(app.say('person.birth')))
  await page.keyboard.type(traits.birthDate.split('-').toReversed().join('/'))
  await page.keyboard.press('Enter')
  await expect(heading(app, 'contact.title')).toBeVisible()
  await tabTo(page, page.getByLabel(app.say('contact.code')))
  await page.keyboard.type(await newestCode(demo.hosts, email))
  await page.keyboard.press('Enter')
  await key(app, 'identity.start')
  await pressByKey(page, page.getByRole('button', { name: traits.familyName }))
  await expect(heading(app, 'code.title')).toBeVisible()
  await typeCode(app, secretCode)
  await expect(heading(app, 'code.repeat')).toBeVisible()
  await typeCode(app, secretCode)
  await key(app, 'passkey.create')
  await key(app, 'continue')
  await key(app, 'done.open')
  await key(app, 'home.present')
  await expect(heading(app, 'present.title')).toBeVisible()
  expect(await shownDigits(app)).toMatch(/^2721/)
  const name = page.getByText(traits.familyName)
  await expect(name).toBeVisible()
  await key(app, 'present.hideName')
  await expect(name).toBeHidden()
  await key(app, 'present.hideName')
  await expect(name).toBeVisible()
  await key(app, 'present.away')
  await key(app, 'home.lock')
  await expect(heading(app, 'lock.title')).toBeVisible()
  await key(app, 'lock.passkey')
  await expect(heading(app, 'home.title')).toBeVisible()
})

async function key({ page, say }: CardApp, text: string): Promise<void> {
  await pressByKey(page, page.getByRole('button', { name: say(text) }))
}
