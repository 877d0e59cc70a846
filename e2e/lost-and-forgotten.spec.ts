import {
  activateInApp,
  chooseCode,
  heading,
  openCardApp,
  present,
  press,
  proveContact,
  proveIdentity,
  shownDigits,
  tellPerson,
  typeCode,
  unlockByCode,
} from './world/card-app.ts'
import { newestCode } from './world/outbox.ts'
import { person, secretCode } from './world/people.ts'
import { expect, test } from './world/world.ts'

test('says that the browser cleared the card, and activates again with new keys', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await page.evaluate(async () => {
    const opened = indexedDB.open('etui')
    await new Promise((done) => (opened.onsuccess = done))
    const database = opened.result
    const write = database.transaction(database.objectStoreNames, 'readwrite')
    for (const store of database.objectStoreNames) write.objectStore(store).clear()
    await new Promise((done) => (write.oncomplete = done))
    database.close()
  })
  await page.reload()
  await expect(heading(app, 'lost.title')).toBeVisible()
  await press(app, 'lost.activate')
  await expect(heading(app, 'terms.title')).toBeVisible()
  await press(app, 'terms.accept')
  const { nir, traits, email = '' } = person('claire')
  await tellPerson(app, nir, traits.birthDate)
  await expect(heading(app, 'contact.title')).toBeVisible()
  await proveContact(app, await newestCode(demo.hosts, email))
  await expect(heading(app, 'identity.title')).toBeVisible()
  await proveIdentity(app, 'claire')
  await chooseCode(app, secretCode)
  await press(app, 'passkey.create')
  await press(app, 'continue')
  // New keys are another phone for the server: the one that was cleared holds the card no more.
  await expect(page.getByText(app.say('done.otherPhone'))).toBeVisible()
  await press(app, 'done.open')
  await present(app)
  expect(await shownDigits(app)).toMatch(/^2721/)
})

test('puts a new code in the place of a forgotten one, by passkey', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await page.reload()
  await press(app, 'lock.forgotten')
  await expect(heading(app, 'newCode.title')).toBeVisible()
  await typeCode(app, '902817')
  await expect(heading(app, 'code.repeat')).toBeVisible()
  await typeCode(app, '902817')
  await expect(heading(app, 'newCode.prove')).toBeVisible()
  await press(app, 'lock.passkey')
  await expect(heading(app, 'home.title')).toBeVisible()
  await page.reload()
  await unlockByCode(app, '902817')
})

test('shows the reduced code, and gives its digits to whoever tries the demonstration alone', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await present(app)
  await press(app, 'present.copy')
  await expect(page.getByRole('button', { name: app.say('present.copied') })).toBeVisible()
  await press(app, 'present.reduced')
  await expect(async () => expect(await shownDigits(app)).toMatch(/^2731\d{402}$/)).toPass()
})
