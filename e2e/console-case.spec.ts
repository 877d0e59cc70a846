import { expectAccessible } from './world/axe.ts'
import { agents, likenessIn, openConsole, seeChallenge, takeNext } from './world/console-app.ts'
import { filmFaces } from './world/face-films.ts'
import { sendFilms, standing } from './world/send-check.ts'
import { deskSize, expect, phoneSize, test } from './world/world.ts'

/** A specimen's lines with true check digits, of a person of the seeded registry. */
const mrz = [
  'P<FRAAUBERTIN<<CLAIRE<<<<<<<<<<<<<<<<<<<<<<<',
  '19XX000005FRA8403124F3001015<<<<<<<<<<<<<<04',
]

test.describe.configure({ timeout: 180_000 })
let same: { document: Buffer; face: Buffer }
let different: typeof same
test.beforeAll(async () => {
  const { document, holder, other } = await filmFaces()
  same = { document, face: holder }
  different = { document, face: other }
})

test('accepts who is on the document and in the film, by the keyboard', async ({ demo, open }) => {
  const device = await sendFilms(demo.hosts, 'claire', same, mrz)
  const { page } = await open({ viewport: deskSize })
  const app = await openConsole(page, { hosts: demo.hosts, agent: agents.first })
  await expectAccessible(page, 'the queue')
  await takeNext(app)
  expect(await likenessIn(app)).toBeGreaterThan(60)
  await expectAccessible(page, 'the case')

  await page.keyboard.press('1')
  const film = page.locator('video').first()
  const time = () => film.evaluate((video: HTMLVideoElement) => video.currentTime)
  await expect(page.getByText(/^0,0 s sur [2-9],\d s$/).first()).toBeVisible()
  for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight')
  expect(await time()).toBeCloseTo(0.2, 1)
  await page.keyboard.press('Shift+ArrowRight')
  expect(await time()).toBeCloseTo(2.2, 1)
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('k')
  await expect.poll(time).toBeGreaterThan(0.5)
  await page.keyboard.press('k')

  await page.keyboard.press('F8')
  await expect(page.getByText(app.say('challenge.missing'))).toBeVisible()
  expect((await standing(device)).step).toBe('identity')
  await seeChallenge(app)
  await page.keyboard.press('F8')
  await expectAccessible(page, 'accepting')
  await page.getByRole('button', { name: app.say('accept.accept') }).click()
  await expect(page.getByText(app.say('ended.accepted'))).toBeVisible()
  await expect(page.getByRole('heading', { name: app.say('shell.empty') })).toBeVisible()
  expect((await standing(device)).step).toBe('securing')
})

test('refuses with reasons and a hint, which the person reads', async ({ demo, open }) => {
  const device = await sendFilms(demo.hosts, 'claire', different, [
    'P<FRAOBERTIN<<CLAIRE<<<<<<<<<<<<<<<<<<<<<<<<',
    mrz[1] ?? '',
  ])
  const { page } = await open({ viewport: phoneSize, language: 'en-GB' })
  const app = await openConsole(page, { hosts: demo.hosts, agent: agents.first, language: 'en' })
  await expectAccessible(page, 'the queue')
  await takeNext(app)
  expect(await likenessIn(app)).toBeLessThan(45)
  await expect(page.getByText(app.say('traits.letters')).first()).toBeVisible()
  await expectAccessible(page, 'the case')

  await page.getByRole('button', { name: app.say('decide.refuse') }).click()
  const refuse = page.getByRole('button', { name: app.say('refuse.refuse'), exact: true })
  await refuse.click()
  await expect(page.getByText(app.say('refuse.missing'))).toBeVisible()
  await page.getByLabel(app.say('reasons.faces-differ')).check()
  await page.getByLabel(app.say('reasons.document-cut')).check()
  await page.getByLabel(app.say('refuse.hint')).fill('Hold the document whole in the frame.')
  await expectAccessible(page, 'refusing')
  await refuse.click()
  await expect(page.getByText(app.say('ended.refused'))).toBeVisible()
  expect((await standing(device)).check).toMatchObject({
    state: 'refused',
    refusal: {
      reasons: ['document-cut', 'faces-differ'],
      hint: 'Hold the document whole in the frame.',
    },
  })
})

test('asks a supervisor, who alone may go on with it', async ({ demo, open }) => {
  await sendFilms(demo.hosts, 'claire', same, mrz)
  const agent = await open({ viewport: deskSize })
  const app = await openConsole(agent.page, { hosts: demo.hosts, agent: agents.first })
  await takeNext(app)
  await agent.page.keyboard.press('F4')
  await agent.page.getByLabel(app.say('ask.question')).fill('Is this seal a true one?')
  await agent.page.getByRole('button', { name: app.say('ask.send') }).click()
  await expect(agent.page.getByText(app.say('ended.asked'))).toBeVisible()
  await expect(agent.page.getByText(app.say('queue.forSupervisor'))).toBeVisible()
  await expect(agent.page.getByRole('button', { name: app.say('queue.takeOne') })).toHaveCount(0)

  const { page } = await open({ viewport: deskSize })
  const supervisor = await openConsole(page, { hosts: demo.hosts, agent: agents.supervisor })
  await takeNext(supervisor)
  await expect(page.getByText('Is this seal a true one?')).toBeVisible()
  await expect(page.getByRole('button', { name: app.say('decide.ask') })).toHaveCount(0)
})

test('loses a case that was left alone, and says so', async ({ demo, open }) => {
  await sendFilms(demo.hosts, 'claire', same, mrz)
  const { page } = await open({ viewport: deskSize })
  const app = await openConsole(page, { hosts: demo.hosts, agent: agents.first })
  await takeNext(app)
  await demo.shiftClock(11 * 60_000)
  await seeChallenge(app)
  await page.keyboard.press('F8')
  await page.getByRole('button', { name: app.say('accept.accept') }).click()
  await expect(page.getByRole('heading', { name: app.say('lease.lostTitle') })).toBeVisible()
  await expectAccessible(page, 'lost')
  await page.getByRole('button', { name: app.say('lease.toQueue') }).click()
  await expect(page.getByText(app.say('ended.lost'))).toBeVisible()
})
