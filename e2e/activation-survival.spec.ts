import {
  acceptTerms,
  chooseCode,
  heading,
  openCardApp,
  press,
  proveContact,
  proveIdentity,
  tellPerson,
  typeCode,
  type CardApp,
} from './world/card-app.ts'
import type { DemoServer } from './world/demo-server.ts'
import { newestCode } from './world/outbox.ts'
import { person, secretCode } from './world/people.ts'
import { expect, test } from './world/world.ts'

test('goes on with an activation when the server is killed in the middle of any step', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const { page, guards } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  guards.expectOutage()
  const { nir, traits, email = '' } = person('claire')
  await acceptTerms(app)

  await dying(demo, app, () => tellPerson(app, nir, traits.birthDate))
  if (await heading(app, 'person.title').isVisible()) await tellPerson(app, nir, traits.birthDate)
  await expect(heading(app, 'contact.title')).toBeVisible()

  const code = await newestCode(demo.hosts, email)
  await dying(demo, app, () => proveContact(app, code))
  if (await heading(app, 'contact.title').isVisible()) await proveContact(app, code)
  await proveIdentity(app, 'claire')

  await expect(heading(app, 'code.title')).toBeVisible()
  await typeCode(app, secretCode)
  await expect(heading(app, 'code.repeat')).toBeVisible()
  await dying(demo, app, () => typeCode(app, secretCode))
  if (await heading(app, 'code.title').isVisible()) await chooseCode(app, secretCode)
  await expect(heading(app, 'passkey.title')).toBeVisible()

  await dying(demo, app, () => press(app, 'continue'))
  if (await heading(app, 'passkey.title').isVisible()) await press(app, 'continue')
  await press(app, 'done.open')
  await expect(heading(app, 'home.title')).toBeVisible()
})

/** Kills the server as soon as the request of an act has left the phone, and starts it again once the phone knows. */
async function dying(demo: DemoServer, { page }: CardApp, act: () => Promise<void>): Promise<void> {
  const asked = page.waitForRequest((request) => request.method() === 'POST')
  await act()
  const ended = (await asked).response().catch(() => null)
  await demo.kill()
  await ended
  await demo.start()
}
