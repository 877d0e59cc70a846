import { checkRefusals } from '@etui/shared/enrolment/check.ts'
import { expectAccessible } from './world/axe.ts'
import {
  chooseCode,
  heading,
  openCardApp,
  present,
  press,
  reachIdentity,
  shownDigits,
} from './world/card-app.ts'
import { chooseDocument, filmBoth, sendFilmed } from './world/check-by-video.ts'
import { agents, openConsole, seeChallenge, takeNext } from './world/console-app.ts'
import { makeCameraFilm } from './world/counter-app.ts'
import { lettersTo } from './world/outbox.ts'
import { person, secretCode } from './world/people.ts'
import { drawSpecimen } from './world/specimen.ts'
import { deskSize, expect, test } from './world/world.ts'

const hint = 'Posez la carte sur une feuille sombre : on doit voir ses quatre coins.'
const complaint = 'Mon nom s’écrit AUBERTAN sur ma carte.'

test('refuses a check with its reasons, takes a second one, and leads to a card in use', async ({
  demo,
  open,
}, info) => {
  test.setTimeout(240_000)
  const film = await makeCameraFilm(info.outputDir)
  const { page, context } = await open({ film: film.path })
  const { traits, nir, email = '' } = person('claire')
  const specimen = { ...traits, sex: 'F' } as const
  const show = async (familyName: string) => {
    await film.show(await drawSpecimen(await context.newPage(), { ...specimen, familyName }))
    await page.bringToFront()
  }
  await show('AUBERTAN')
  const app = await openCardApp(page, { hosts: demo.hosts })
  await context.grantPermissions(['camera', 'microphone'], { origin: demo.hosts.card })
  await reachIdentity(app, 'claire')
  await press(app, 'identity.ways.byVideo')
  const first = await chooseDocument(app)
  await filmBoth(app)
  await sendFilmed(app)

  const desk = await open({ viewport: deskSize })
  const console = await openConsole(desk.page, { hosts: demo.hosts, agent: agents.first })
  await takeNext(console)
  await expect(desk.page.getByText(console.say('traits.letters')).first()).toBeVisible()
  await desk.page.getByRole('button', { name: console.say('decide.refuse') }).click()
  await desk.page.getByLabel(console.say('reasons.document-cut')).check()
  await desk.page.getByLabel(console.say('reasons.traits-differ')).check()
  await desk.page.getByLabel(console.say('refuse.hint')).fill(hint)
  await desk.page.getByRole('button', { name: console.say('refuse.refuse'), exact: true }).click()
  await expect(desk.page.getByText(console.say('ended.refused'))).toBeVisible()

  // The phone asks by itself, every quarter of a minute.
  await expect(heading(app, 'check.refused.title')).toBeVisible({ timeout: 25_000 })
  const given = ['document-cut', 'traits-differ']
  for (const reason of checkRefusals) {
    const words = page.getByText(app.say(`check.refused.reasons.${reason}`))
    await expect(words).toHaveCount(given.includes(reason) ? 1 : 0)
  }
  await expect(page.getByText(hint, { exact: true })).toBeVisible()
  await expect(page.getByText(app.say('check.refused.left'))).toContainText('4')
  await expect(page.getByText(app.say('identity.traits.familyName'))).toBeVisible()
  await expect(page.getByText(app.say('identity.traits.givenNames'))).toHaveCount(0)
  await expectAccessible(page, 'check.refused.title')
  await page.getByLabel(app.say('correction.label')).fill(complaint)
  await press(app, 'correction.ask')
  await expect(page.getByText(app.say('correction.open'))).toBeVisible()

  await show(traits.familyName)
  await press(app, 'check.refused.again')
  const second = await chooseDocument(app)
  await filmBoth(app)
  await sendFilmed(app)
  expect(second.checkId).not.toBe(first.checkId)
  expect(second.challenge).not.toEqual(first.challenge)

  await desk.page.getByRole('button', { name: console.say('tabs.corrections') }).click()
  await expect(desk.page.getByText(complaint)).toBeVisible()
  await expect(desk.page.getByText(/· Nom$/)).toBeVisible()
  await desk.page.getByRole('button', { name: console.say('tabs.queue') }).click()
  await takeNext(console)
  await expect(desk.page.getByText(console.say('earlier.title'))).toBeVisible()
  await seeChallenge(console)
  await desk.page.keyboard.press('F8')
  await desk.page.getByRole('button', { name: console.say('accept.accept') }).click()
  await expect(desk.page.getByText(console.say('ended.accepted'))).toBeVisible()

  await page.reload()
  await chooseCode(app, secretCode)
  await press(app, 'passkey.create')
  await press(app, 'continue')
  await press(app, 'done.open')
  await expect(heading(app, 'home.title')).toBeVisible()
  await present(app)
  expect(await shownDigits(app)).toMatch(/^2721\d{985,}$/)

  const letters = (await lettersTo(demo.hosts, email)).toReversed()
  const told = [
    'Votre code',
    'Vos vidéos sont arrivées',
    'n’ont pas suffi',
    'Votre demande de correction est arrivée',
    'Vos vidéos sont arrivées',
    'Votre identité est vérifiée',
    'Votre carte est prête',
  ]
  expect(letters).toHaveLength(told.length)
  letters.forEach((letter, at) => expect(letter).toContain(told[at]))
  const written = letters.join('\n').replaceAll(email, '').toUpperCase()
  for (const never of ['AUBERTIN', 'AUBERTAN', 'CLAIRE', nir, '/1984', '1984-', 'COINS', 'NOM']) {
    expect(written).not.toContain(never)
  }
})
