import type { Page } from '@playwright/test'
import { decideCase, takeNextCase } from '@etui/shared/wire/case.ts'
import { recordingsUrl } from '@etui/shared/wire/check.ts'
import { signInAgent } from './world/agent-browser.ts'
import { expectAccessible } from './world/axe.ts'
import { heading, openCardApp, reachIdentity, type CardApp } from './world/card-app.ts'
import { makeCameraFilm } from './world/counter-app.ts'
import { pressByKey, tabTo } from './world/keyboard.ts'
import { person } from './world/people.ts'
import { drawSpecimen } from './world/specimen.ts'
import { expect, phoneSize, test, type Seat, walkSeats } from './world/world.ts'

const hint = 'Posez la carte sur une feuille sombre.'

for (const { language, browserLanguage, viewport } of walkSeats) {
  test(`has no barrier on the way of a check, by the keyboard alone (${language}, ${viewport.width} px)`, async ({
    demo,
    open,
  }, info) => {
    test.setTimeout(240_000)
    const film = await makeCameraFilm(info.outputDir)
    const seat = await open({ film: film.path, language: browserLanguage, viewport })
    const { page, context } = seat
    const { traits } = person('claire')
    await film.show(await drawSpecimen(await context.newPage(), { ...traits, sex: 'F' }))
    await page.bringToFront()
    const app = await openCardApp(page, { hosts: demo.hosts, language })
    await reachIdentity(app, 'claire')
    await look(page, 'the choice of ways')
    await differ(app)
    await expect(heading(app, 'check.choice.title')).toBeVisible()
    await look(page, 'the choice of a document')
    await chooseDocument(app)
    await filmDocument(app, seat, { isTwice: viewport === phoneSize })
    await filmFace(app, seat)
    await sendWithPause(app)
    await correctAndSend(app)
    await waitAndBeRefused(app)
    await goToDesk(app)
  })
}

/** Somebody else's identity at France Identité: which traits differ, a request for correction, and on by video. */
async function differ(app: CardApp): Promise<void> {
  const { page, say } = app
  const { familyName } = person('samir').traits
  await key(app, 'identity.start')
  await pressByKey(page, page.getByRole('button', { name: familyName }))
  await expect(heading(app, 'identity.differs.title')).toBeVisible()
  await expect(page.getByText(say('identity.traits.familyName'))).toBeVisible()
  await key(app, 'correction.ask')
  await expect(page.getByText(say('correction.missing'))).toBeVisible()
  await look(page, 'a correction to be asked for')
  await tabTo(page, page.getByLabel(say('correction.label')))
  await page.keyboard.type('SAMIR is not me.')
  await key(app, 'correction.ask')
  await expect(page.getByText(say('correction.open'))).toBeVisible()
  await look(page, 'a correction that was asked for')
  await key(app, 'identity.ways.byVideo')
}

async function chooseDocument(app: CardApp): Promise<void> {
  const { page, say } = app
  await expect(heading(app, 'check.choice.title')).toBeVisible()
  await tabTo(page, page.getByLabel(say('check.choice.documents.identity-card')))
  await page.keyboard.press('ArrowDown')
  await expect(page.getByLabel(say('check.choice.documents.passport'))).toBeChecked()
  await page.keyboard.press('ArrowUp')
  await key(app, 'continue')
}

/** The camera refused, then open; the film, its lines read on the way, and once more where `isTwice`. */
async function filmDocument(
  app: CardApp,
  { browser, context }: Seat,
  { isTwice }: { readonly isTwice: boolean },
): Promise<void> {
  const { page, say, hosts } = app
  await expect(heading(app, 'check.film.document.title')).toBeVisible()
  await look(page, 'the camera, asked for')
  const session = await browser.newBrowserCDPSession()
  const set = (setting: 'denied' | 'granted') =>
    session.send('Browser.setPermission', {
      permission: { name: 'camera' },
      setting,
      origin: hosts.card,
    })
  await set('denied')
  await key(app, 'check.film.open')
  await expect(page.getByText(say('camera.refused'))).toBeVisible()
  await look(page, 'the camera, refused')
  await set('granted')
  await context.grantPermissions(['camera', 'microphone'], { origin: hosts.card })
  await key(app, 'check.film.open')
  await expect(page.getByText(say('check.film.hints.good'))).toBeVisible()
  const isRead = page.getByText(say('check.film.read'))
  await expect(isRead).toBeVisible({ timeout: 60_000 })
  await look(page, 'the picture')
  await filmByKey(app, () => look(page, 'the film'))
  await look(page, 'the film that was taken')
  if (isTwice) {
    await key(app, 'check.film.retake')
    await expect(isRead).toBeVisible({ timeout: 60_000 })
    await filmByKey(app)
  }
  await key(app, 'check.film.use')
}

/** The microphone alone refused, then open; the film. */
async function filmFace(app: CardApp, { browser, context }: Seat): Promise<void> {
  const { page, say, hosts } = app
  await expect(heading(app, 'check.film.face.title')).toBeVisible()
  await look(page, 'camera and microphone, asked for')
  const session = await browser.newBrowserCDPSession()
  await session.send('Browser.setPermission', {
    permission: { name: 'microphone' },
    setting: 'denied',
    origin: hosts.card,
  })
  // A busy machine may name no camera at first: whoever films presses again.
  await expect(async () => {
    await key(app, 'check.film.openSound')
    await expect(page.getByText(say('check.film.face.microphone'))).toBeVisible({ timeout: 5_000 })
  }).toPass({ timeout: 30_000 })
  await look(page, 'the microphone, refused')
  await context.grantPermissions(['camera', 'microphone'], { origin: hosts.card })
  await key(app, 'check.film.openSound')
  await expect(page.getByText(say('check.film.hints.good'))).toBeVisible()
  await filmByKey(app)
}

/** From the start of a film to the look at it, by Enter alone: the button keeps the focus. */
async function filmByKey(app: CardApp, meanwhile?: () => Promise<void>): Promise<void> {
  const { page, say } = app
  await key(app, 'check.film.record')
  await expect(page.getByText(say('check.film.running'))).toBeVisible()
  await meanwhile?.()
  const end = page.getByRole('button', { name: say('check.film.end') })
  while (!(await end.isVisible()) && !(await heading(app, 'check.film.takenTitle').isVisible())) {
    await page.keyboard.press('Enter')
  }
  // A film of a face ends by itself as well.
  if (await end.isVisible()) await page.keyboard.press('Enter')
  await expect(heading(app, 'check.film.takenTitle')).toBeVisible()
}

/** Pauses on a slow network, closes the app and opens it: the bar says what the server holds, no byte is taken twice. */
async function sendWithPause(app: CardApp): Promise<void> {
  const { page, say } = app
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  const limit = (uploadThroughput: number) =>
    network.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    })
  const pieces = watchPieces(app)
  await limit(100_000)
  await key(app, 'check.film.use')
  await expect(heading(app, 'check.send.title')).toBeVisible()
  await key(app, 'check.send.pause')
  const paused = page.getByText(say('check.send.paused')).last()
  await expect(paused).toBeVisible()
  await look(page, 'a pause')
  expect(Number(/\d+/.exec(await paused.innerText())?.[0])).toBe(pieces.percentHeld())
  await limit(-1)
  await network.detach()
  await page.reload()
  await expect(page.getByText(say('check.send.sent'))).toHaveCount(2, { timeout: 30_000 })
  pieces.expectOnce()
}

/** What the document said, corrected, with a mistake that is told; then on to an agent. */
async function correctAndSend(app: CardApp): Promise<void> {
  const { page, say } = app
  const name = page.getByLabel(say('check.send.familyName'))
  await expect(name).toHaveValue('AUBERTIN')
  await tabTo(page, name)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.press('Delete')
  await key(app, 'check.send.send')
  await expect(page.getByText(say('check.send.missing'))).toBeVisible()
  await expect(name, 'what is wrong has the focus').toBeFocused()
  await look(page, 'a correction of what was read')
  await page.keyboard.type('AUBERTIN')
  await page.keyboard.press('Enter')
  await expect(heading(app, 'check.waiting.title')).toBeVisible()
}

/** Waits, does not cancel after all, is refused, and takes back another check that was begun. */
async function waitAndBeRefused(app: CardApp): Promise<void> {
  const { page, say, hosts } = app
  // What comes next, and how long it usually takes.
  const next = page.getByRole('listitem').filter({ has: page.getByText(say('steps.about')) })
  await expect(next).toBeVisible()
  await look(page, 'the wait')
  await key(app, 'check.waiting.withdraw')
  await expect(page.getByRole('dialog')).toBeVisible()
  await look(page, 'cancelling')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  const agent = await signInAgent(hosts)
  const { case: taken } = (await agent.call(takeNextCase, '', {})).body
  const reasons = ['document-cut', 'traits-differ'] as const
  await agent.call(decideCase, taken?.checkId ?? '', {
    decision: 'refuse',
    reasons: [...reasons],
    hint,
  })
  await page.reload()
  await expect(heading(app, 'check.refused.title')).toBeVisible()
  for (const reason of reasons) {
    await expect(page.getByText(say(`check.refused.reasons.${reason}`))).toBeVisible()
  }
  await expect(page.getByText(hint)).toBeVisible()
  await look(page, 'a refusal')
  await key(app, 'check.refused.again')
  await chooseDocument(app)
  await key(app, 'check.otherWay')
  await expect(heading(app, 'identity.differs.title')).toBeVisible()
}

async function goToDesk(app: CardApp): Promise<void> {
  const { page, say } = app
  await key(app, 'identity.ways.desk')
  await expect(heading(app, 'desk.title')).toBeVisible()
  await look(page, 'the desk, without a code')
  await key(app, 'desk.draw')
  await expect(page.getByText(/^[2-9A-Z]{4} [2-9A-Z]{4}$/)).toBeVisible()
  await expect(page.getByText(say('desk.left')).first()).toBeVisible()
  await look(page, 'a code for the desk')
  await key(app, 'desk.other')
  await expect(heading(app, 'identity.differs.title')).toBeVisible()
}

/** The pieces of the face film the server took, as it acknowledged them. */
function watchPieces({ page, hosts }: CardApp) {
  const url = `${hosts.card}/api${recordingsUrl}`
  const taken: { readonly from: number; readonly to: number; readonly at: string }[] = []
  const sizes = new Map<string, number>()
  let newest = ''
  page.on('response', async (response) => {
    const request = response.request()
    if (!request.url().startsWith(url) || !response.ok()) return
    const [asked, told] = [await request.allHeaders(), await response.allHeaders()]
    if (request.method() === 'POST') {
      newest = new URL(told['location'] ?? '', url).href
      sizes.set(newest, Number(asked['upload-length']))
    }
    if (request.method() === 'PATCH') {
      const [from, to] = [Number(asked['upload-offset']), Number(told['upload-offset'])]
      taken.push({ from, to, at: request.url() })
    }
  })
  const ofFace = () => taken.filter(({ at }) => at === newest)
  return {
    percentHeld: () => Math.floor(((ofFace().at(-1)?.to ?? 0) / (sizes.get(newest) ?? 1)) * 100),
    expectOnce() {
      const pieces = ofFace()
      expect(pieces.map(({ from }) => from)).toEqual([
        0,
        ...pieces.slice(0, -1).map(({ to }) => to),
      ])
      expect(pieces.at(-1)?.to).toBe(sizes.get(newest))
    },
  }
}

async function key({ page, say }: CardApp, text: string): Promise<void> {
  await pressByKey(page, page.getByRole('button', { name: say(text) }))
}

/** No violation of axe's rules, nothing to scroll to sideways, and nothing to press that is under 44 px. */
async function look(page: Page, what: string): Promise<void> {
  await expectAccessible(page, what)
  const { beyond, small } = await page.evaluate(() => ({
    beyond: document.documentElement.scrollWidth - innerWidth,
    small: [...document.querySelectorAll('button, a[href], textarea, summary, input')]
      .filter((each) => each.checkVisibility() && !each.matches('[type="radio"]'))
      .filter((each) => each.getBoundingClientRect().height < 44)
      .map((each) => each.outerHTML),
  }))
  expect(beyond, `${what}, sideways`).toBeLessThanOrEqual(0)
  expect(small, `${what}, too small to press`).toEqual([])
}
