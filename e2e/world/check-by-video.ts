import { expect } from '@playwright/test'
import { openCheck } from '@etui/shared/wire/check.ts'
import type { CheckView } from '@etui/shared/wire/check-view.ts'
import type { AnswerOf } from '@etui/shared/wire/endpoint.ts'
import { heading, press, type CardApp } from './card-app.ts'
import { person } from './people.ts'

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
 * Takes a film from the first picture to the look at it, in so many steps; `open` is the button of the camera, unless it
 * is open. A document is held long enough for its lines to be read.
 */
export async function filmInSteps(
  app: CardApp,
  open: 'check.film.open' | 'check.film.openSound' | undefined,
  steps: number,
): Promise<void> {
  const { page, say } = app
  if (open) await press(app, open)
  await expect(page.getByText(say('check.film.hints.good'))).toBeVisible()
  if (steps === 3) await page.waitForTimeout(3_000)
  await press(app, 'check.film.record')
  for (let step = 1; step < steps; step += 1) {
    await page.waitForTimeout(800)
    await press(app, 'check.film.next')
  }
  await press(app, 'check.film.end')
  await expect(heading(app, 'check.film.takenTitle')).toBeVisible()
}

/** Both films of an identity card, kept and on their way. */
export async function filmBoth(app: CardApp): Promise<void> {
  await filmInSteps(app, 'check.film.open', 3)
  await press(app, 'check.film.use')
  await expect(heading(app, 'check.film.face.title')).toBeVisible()
  await filmInSteps(app, 'check.film.openSound', 4)
  await press(app, 'check.film.use')
  await expect(heading(app, 'check.send.title')).toBeVisible()
}

/** Sends both films once they have arrived; what was not read of the document is typed, as somebody of the demonstration. */
export async function sendFilmed(app: CardApp, registryId: string): Promise<void> {
  const { page, say } = app
  const { familyName, givenNames, birthDate } = person(registryId).traits
  await expect(page.getByText(say('check.send.sent'))).toHaveCount(2, { timeout: 30_000 })
  const typed = {
    familyName,
    givenNames,
    birthDate: birthDate.split('-').toReversed().join('/'),
  }
  for (const [name, value] of Object.entries(typed)) {
    const field = page.getByLabel(say(`check.send.${name}`))
    if ((await field.inputValue()) === '') await field.fill(value)
  }
  await press(app, 'check.send.send')
  await expect(heading(app, 'check.waiting.title')).toBeVisible()
}
