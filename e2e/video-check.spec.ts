import { expectAccessible } from './world/axe.ts'
import { heading, openCardApp, press, reachIdentity } from './world/card-app.ts'
import { arrived, takeFilm } from './world/check-by-video.ts'
import { makeCameraFilm } from './world/counter-app.ts'
import { person } from './world/people.ts'
import { drawSpecimen } from './world/specimen.ts'
import { storedIn } from './world/stored-in.ts'
import { expect, test } from './world/world.ts'

test('films a document and a face, loses the network and the app, and waits for an agent', async ({
  demo,
  open,
}, info) => {
  test.setTimeout(180_000)
  const film = await makeCameraFilm(info.outputDir)
  const { page, context, guards } = await open({ film: film.path })
  const { traits } = person('claire')
  const specimen = { ...traits, sex: 'F' } as const
  await film.show(await drawSpecimen(await context.newPage(), specimen))
  await page.bringToFront()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await reachIdentity(app, 'claire')
  await expectAccessible(page, 'identity.title')
  await press(app, 'identity.ways.byVideo')
  await expect(heading(app, 'check.choice.title')).toBeVisible()
  await expectAccessible(page, 'check.choice.title')
  await press(app, 'continue')

  await expect(heading(app, 'check.film.document.title')).toBeVisible()
  await expectAccessible(page, 'check.film.document')
  await context.grantPermissions(['camera', 'microphone'], { origin: demo.hosts.card })
  await takeFilm(app, 'document', 'check.film.open')
  await press(app, 'check.film.retake')
  await takeFilm(app, 'document')
  await press(app, 'check.film.use')

  await expect(heading(app, 'check.film.face.title')).toBeVisible()
  await takeFilm(app, 'face', 'check.film.openSound')
  guards.expectOutage()
  await context.setOffline(true)
  await press(app, 'check.film.use')
  await expect(heading(app, 'check.send.title')).toBeVisible()
  await expect(page.getByText(app.say('check.send.stopped')).first()).toBeVisible({
    timeout: 40_000,
  })
  await expectAccessible(page, 'check.send.stopped')
  await context.setOffline(false)
  // Closed and opened again, the app goes on with the films it kept.
  await page.reload()
  await arrived(app)
  await expect(page.getByLabel(app.say('check.send.familyName'))).toHaveValue('AUBERTIN')
  await expect(page.getByLabel(app.say('check.send.givenNames'))).toHaveValue('CLAIRE')
  await expect(page.getByLabel(app.say('check.send.birthDate'))).toHaveValue('12/03/1984')
  await expect(page.getByLabel(app.say('check.send.documentNumber'))).toHaveValue('SPEC1MEN7')
  await press(app, 'check.send.send')

  await expect(heading(app, 'check.waiting.title')).toBeVisible()
  await expectAccessible(page, 'check.waiting.title')
  expect(await storedIn(page, 'etui-films'), 'of the films on the phone').toEqual({ films: 0 })
  await page.reload()
  await expect(heading(app, 'check.waiting.title')).toBeVisible()
  await press(app, 'check.waiting.withdraw')
  await press(app, 'check.waiting.yes')
  await expect(heading(app, 'identity.title')).toBeVisible()
})

test('says that the camera is refused, and leads to another way', async ({ demo, open }, info) => {
  const film = await makeCameraFilm(info.outputDir)
  await film.cover()
  const { page, browser } = await open({ film: film.path })
  const app = await openCardApp(page, { hosts: demo.hosts })
  const session = await browser.newBrowserCDPSession()
  await session.send('Browser.setPermission', {
    permission: { name: 'camera' },
    setting: 'denied',
    origin: demo.hosts.card,
  })
  await reachIdentity(app, 'claire')
  await press(app, 'identity.ways.byVideo')
  await press(app, 'continue')
  await press(app, 'check.film.open')
  await expect(page.getByText(app.say('camera.refused'))).toBeVisible()
  await press(app, 'check.otherWay')
  await expect(heading(app, 'identity.title')).toBeVisible()
})
