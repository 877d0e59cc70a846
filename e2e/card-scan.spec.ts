import type { Page } from '@playwright/test'
import { expectAccessible } from './world/axe.ts'
import { acceptTerms, heading, openCardApp, press, tellPerson } from './world/card-app.ts'
import { makeCameraFilm } from './world/counter-app.ts'
import { person } from './world/people.ts'
import { expect, test } from './world/world.ts'

test('reads the number from the plastic card, on the device, and takes it only at a yes', async ({
  demo,
  open,
}, info) => {
  const film = await makeCameraFilm(info.outputDir)
  const { page, context } = await open({ film: film.path })
  const { nir, traits } = person('claire')
  await film.show(await drawCard(await context.newPage(), nir))
  await page.bringToFront()
  const app = await openCardApp(page, { hosts: demo.hosts })
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  await acceptTerms(app)
  expect(asked.filter((url) => url.includes('tesseract'))).toEqual([])
  await press(app, 'person.scan')
  await expect(heading(app, 'nirScan.title')).toBeVisible()
  await expectAccessible(page, 'nirScan.title')
  await context.grantPermissions(['camera'], { origin: demo.hosts.card })
  await press(app, 'nirScan.open')
  await expect(page.getByText(app.say('nirScan.aim'))).toBeVisible()
  await expectAccessible(page, 'nirScan.aim')
  await expect(heading(app, 'nirScan.foundTitle')).toBeVisible({ timeout: 40_000 })
  await expectAccessible(page, 'nirScan.found')
  await expect(page.getByText('2 84 19 57 511 500 59')).toBeVisible()
  expect(await runningCameras(page), 'the camera is let go').toBe(0)
  await press(app, 'nirScan.yes')
  await expect(page.getByLabel(app.say('person.nir'))).toHaveValue('2 84 19 57 511 500 59')
  await tellPerson(app, nir, traits.birthDate)
  await expect(heading(app, 'contact.title')).toBeVisible()
})

test('says why the camera stays closed, and typing is one press away', async ({
  demo,
  open,
}, info) => {
  const film = await makeCameraFilm(info.outputDir)
  await film.cover()
  const refused = await open({ film: film.path })
  const app = await openCardApp(refused.page, { hosts: demo.hosts })
  const session = await refused.browser.newBrowserCDPSession()
  await session.send('Browser.setPermission', {
    permission: { name: 'camera' },
    setting: 'denied',
    origin: demo.hosts.card,
  })
  await acceptTerms(app)
  await press(app, 'person.scan')
  await press(app, 'nirScan.open')
  await expect(refused.page.getByText(app.say('camera.refused'))).toBeVisible()
  // What is under the pointer has the colour of what is pressed.
  await refused.page.mouse.move(0, 0)
  await expectAccessible(refused.page, 'camera.refused')
  await press(app, 'nirScan.type')
  await expect(refused.page.getByLabel(app.say('person.nir'))).toBeVisible()

  const without = await open()
  const bare = await openCardApp(without.page, { hosts: demo.hosts })
  await without.context.grantPermissions(['camera'], { origin: demo.hosts.card })
  await acceptTerms(bare)
  await press(bare, 'person.scan')
  await press(bare, 'nirScan.open')
  await expect(without.page.getByText(bare.say('camera.absent'))).toBeVisible()
})

/** A specimen of a plastic card, with a number on it as one is printed. */
async function drawCard(page: Page, nir: string): Promise<Uint8Array> {
  const printed = nir.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7')
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.setContent(`<body style="margin:0;background:#4f9a6b;font:40px sans-serif;color:#12201a">
    <p style="margin:60px 80px 0;font-size:60px;color:#fff">carte d’assurance maladie</p>
    <p style="margin:90px 80px 0">SPECIMEN</p>
    <p style="margin:70px 80px 0;font-size:52px">${printed}</p>`)
  const picture = await page.screenshot()
  await page.close()
  return picture
}

function runningCameras(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      [...document.querySelectorAll('video')].filter(({ srcObject }) => srcObject !== null).length,
  )
}
