import { withdrawCheck } from '@etui/shared/wire/check.ts'
import type { AnswerOf } from '@etui/shared/wire/endpoint.ts'
import { readEnrolment } from '@etui/shared/wire/enrolment.ts'
import { atVideoCheck } from './world/at-video-check.ts'
import { expectAccessible } from './world/axe.ts'
import { heading, press, type CardApp } from './world/card-app.ts'
import { chooseDocument, takeFilm } from './world/check-by-video.ts'
import { refusalTexts } from './world/texts.ts'
import { expect, test } from './world/world.ts'

test('asks before another way drops a film that was kept', async ({ demo, open }, info) => {
  test.setTimeout(180_000)
  const { app, page, guards } = await atVideoCheck('claire', {
    hosts: demo.hosts,
    folder: info.outputDir,
    open,
  })

  // Nothing is kept yet: nothing is asked.
  await chooseDocument(app)
  await press(app, 'check.otherWay')
  await expect(heading(app, 'check.film.document.title')).toBeHidden()
  await press(app, 'identity.ways.byVideo')

  await chooseDocument(app)
  await keepDocument(app)
  await askAndStay(app)
  await page.reload()
  await expect(heading(app, 'check.film.face.title')).toBeVisible()

  // Without the network the check would still be there: the film stays, and why is said.
  guards.expectOutage()
  await leave(app, (url) => page.route(url, (route) => route.abort()))
  await expect(page.getByText(refusalTexts('fr')('network-down'))).toBeVisible()
  await expect(heading(app, 'check.film.face.title')).toBeVisible()
  await leave(app, (url) => page.unroute(url))
  await expect(heading(app, 'check.film.face.title')).toBeHidden()
  await expect(page.getByRole('button', { name: app.say('identity.ways.byVideo') })).toBeVisible()
})

/** A film of the document that the server has taken: one that a busy machine made too short is taken again. */
async function keepDocument(app: CardApp): Promise<void> {
  const url = `${app.hosts.card}/api${readEnrolment.url}`
  for (;;) {
    await takeFilm(app, 'document', 'check.film.open')
    const told = app.page.waitForResponse((answer) => answer.url() === url && answer.ok())
    await press(app, 'check.film.use')
    // What this endpoint answers when it answers well.
    const { check } = (await (await told).json()) as AnswerOf<typeof readEnrolment>
    if (check?.recordings.some(({ state }) => state === 'complete')) break
  }
  await expect(heading(app, 'check.film.face.title')).toBeVisible()
}

async function askAndStay(app: CardApp): Promise<void> {
  const { page, say } = app
  const dialog = page.getByRole('dialog', { name: say('check.film.other.title') })
  await press(app, 'check.otherWay')
  await expect(dialog).toBeVisible()
  await expectAccessible(page, 'another way, asked for')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await press(app, 'check.otherWay')
  await press(app, 'check.film.other.no')
  await expect(dialog).toBeHidden()
  await expect(heading(app, 'check.film.face.title')).toBeVisible()
}

/** Confirms another way, once the network is as it should be for the request of it. */
async function leave(app: CardApp, setNetwork: (url: string) => Promise<unknown>): Promise<void> {
  await setNetwork(`${app.hosts.card}/api${withdrawCheck.url}`)
  await press(app, 'check.otherWay')
  await press(app, 'check.film.other.yes')
}
