import { expect } from '@playwright/test'
import { openCheck } from '@etui/shared/wire/check.ts'
import type { CheckView } from '@etui/shared/wire/check-view.ts'
import type { AnswerOf } from '@etui/shared/wire/endpoint.ts'
import { heading, press, type CardApp } from './card-app.ts'

/** From the choice of a document to its film; answers the check that was opened. */
export async function chooseDocument(app: CardApp): Promise<CheckView> {
  const url = `${app.hosts.card}/api${openCheck.url}`
  const opened = app.page.waitForResponse((answer) => answer.url() === url && answer.ok())
  await expect(heading(app, 'check.choice.title')).toBeVisible()
  await press(app, 'continue')
  // What this endpoint answers when it answers well.
  const { check } = (await (await opened).json()) as AnswerOf<typeof openCheck>
  if (!check) throw new TypeError('a check was opened')
  await expect(heading(app, 'check.film.document.title')).toBeVisible()
  return check
}

/**
 * Takes a film from the first picture to the look at it; `open` is the button of the camera, unless it is open. A document
 * is held until its lines are read.
 */
export async function takeFilm(
  app: CardApp,
  kind: 'document' | 'face',
  open?: 'check.film.open' | 'check.film.openSound',
): Promise<void> {
  const { page, say } = app
  if (open) await press(app, open)
  await expect(page.getByText(say('check.film.hints.good'))).toBeVisible()
  if (kind === 'document') {
    await expect(page.getByText(say('check.film.read'))).toBeVisible({ timeout: 60_000 })
  }
  await press(app, 'check.film.record')
  const button = (key: string) => page.getByRole('button', { name: say(key) })
  const onward = button('check.film.next').or(button('check.film.end'))
  // The film of a face goes on by itself as well: what was to be pressed may just have gone.
  await expect(async () => {
    if (await onward.isVisible()) await onward.click({ timeout: 1_000 })
    expect(await heading(app, 'check.film.takenTitle').isVisible()).toBe(true)
  }).toPass({ intervals: [50], timeout: 40_000 })
}

/** Both films of an identity card, kept and on their way. */
export async function filmBoth(app: CardApp): Promise<void> {
  await takeFilm(app, 'document', 'check.film.open')
  await press(app, 'check.film.use')
  await expect(heading(app, 'check.film.face.title')).toBeVisible()
  await takeFilm(app, 'face', 'check.film.openSound')
  await press(app, 'check.film.use')
  await expect(heading(app, 'check.send.title')).toBeVisible()
}

/** Sends both films once they have arrived, with what was read of the document. */
export async function sendFilmed(app: CardApp): Promise<void> {
  const { page, say } = app
  await arrived(app)
  await expect(page.getByLabel(say('check.send.documentNumber'))).toHaveValue('SPEC1MEN7')
  await press(app, 'check.send.send')
  await expect(heading(app, 'check.waiting.title')).toBeVisible()
}

/**
 * Both films are at the server. One that a busy machine began so late that it is too short is taken again, as the screen
 * asks.
 */
export async function arrived(app: CardApp): Promise<void> {
  const { page, say } = app
  const sent = page.getByText(say('check.send.sent'))
  const tooShort = page.getByText(say('check.film.faults.too-short'))
  for (let films = 0; films < 4; films += 1) {
    await expect(sent.nth(1).or(tooShort)).toBeVisible({ timeout: 30_000 })
    if (!(await tooShort.isVisible())) return
    const isOfFace = await heading(app, 'check.film.face.title').isVisible()
    if (isOfFace) await takeFilm(app, 'face', 'check.film.openSound')
    else await takeFilm(app, 'document', 'check.film.open')
    await press(app, 'check.film.use')
  }
  await expect(sent).toHaveCount(2)
}
