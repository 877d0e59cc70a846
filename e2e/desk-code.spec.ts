import { expectAccessible } from './world/axe.ts'
import {
  acceptTerms,
  heading,
  openCardApp,
  press,
  proveIdentity,
  reachIdentity,
  tellPerson,
} from './world/card-app.ts'
import { person } from './world/people.ts'
import { expect, test } from './world/world.ts'

test('shows a code for the desk to somebody whom no e-mail reaches', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  const { nir, traits } = person('claire')
  await acceptTerms(app)
  await tellPerson(app, nir, traits.birthDate)
  await expect(heading(app, 'contact.title')).toBeVisible()
  await press(app, 'contact.nothing')
  await press(app, 'contact.help.toDesk')
  await expect(heading(app, 'desk.title')).toBeVisible()
  await expectAccessible(page, 'desk, without a code')
  await press(app, 'desk.draw')
  await expect(page.getByText(/^[2-9A-Z]{4} [2-9A-Z]{4}$/)).toBeVisible()
  await expect(page.getByText(app.say('desk.left')).first()).toBeVisible()
  await expectAccessible(page, 'desk.title')
  await press(app, 'desk.other')
  await expect(heading(app, 'contact.title')).toBeVisible()
})

test('asks for a correction of the file from where the traits differ', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await reachIdentity(app, 'theo')
  await proveIdentity(app, 'theo')
  await expect(heading(app, 'identity.differs.title')).toBeVisible()
  await press(app, 'correction.ask')
  await expect(page.getByText(app.say('correction.missing'))).toBeVisible()
  await page.getByLabel(app.say('correction.label')).fill('Mon prénom usuel manque dans la fiche.')
  await expectAccessible(page, 'correction.label')
  await press(app, 'correction.ask')
  await expect(page.getByText(app.say('correction.open'))).toBeVisible()
  await page.reload()
  await expect(page.getByText(app.say('correction.open'))).toBeVisible()
})
