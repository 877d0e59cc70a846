import { expect } from '@playwright/test'
import { heading, press, type CardApp } from './card-app.ts'
import type { CounterApp, Film } from './counter-app.ts'
import { readCodes } from './read-code.ts'

/** A counter's code on its screen: the picture of it, and the link in it, read as a phone reads it. */
export interface ShownCode {
  readonly picture: Uint8Array
  readonly link: string
}

/** Has the counter ask, by its key. */
export async function askPatient({ page, say }: CounterApp): Promise<ShownCode> {
  await page.keyboard.press('F9')
  await expect(page.getByRole('img', { name: say('challenge.code') })).toBeVisible()
  return readAsked({ page })
}

/** What the counter's screen asks now. */
async function readAsked({ page }: Pick<CounterApp, 'page'>): Promise<ShownCode> {
  let shown: ShownCode | undefined
  await expect(async () => {
    const picture = await page.screenshot()
    const [link] = await readCodes(picture)
    expect(link).toContain('/t#c=')
    shown = { picture, link: link ?? '' }
  }).toPass({ timeout: 15_000 })
  if (!shown) throw new TypeError('the expectation above holds')
  return shown
}

/** Holds the phone before that picture, from its home; answers once the counter's name is on the phone. */
export async function readByCamera(card: CardApp, film: Film, picture: Uint8Array): Promise<void> {
  const { page, say, hosts } = card
  await film.show(picture)
  await page.context().grantPermissions(['camera'], { origin: hosts.card })
  await press(card, 'counterCode.title')
  await expect(heading(card, 'counterCode.confirm.title')).toBeVisible({ timeout: 40_000 })
  await expect(page.getByText(say('counterCode.confirm.compare'))).toBeVisible()
}

/** Follows the link in the browser of the phone, whose card is locked by that. */
export async function followLink(card: CardApp, link: string): Promise<void> {
  // The same address with another end would not load the page again.
  await card.page.goto('about:blank')
  await card.page.goto(link)
  await press(card, 'lock.passkey')
  await expect(heading(card, 'counterCode.confirm.title')).toBeVisible()
}

/** Confirms the counter's name; the code is then on the phone's screen. */
export async function confirmCounter(card: CardApp): Promise<void> {
  await press(card, 'counterCode.confirm.yes')
  await expect(heading(card, 'counterCode.bound.title')).toBeVisible()
}
