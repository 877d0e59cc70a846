import { expect, type Page } from '@playwright/test'
import { encodeNdef, uriRecord } from '@etui/shared/ndef/ndef.ts'
import { counterLink } from '@etui/shared/tap/counter-link.ts'
import { type CardApp, heading, press } from './card-app.ts'
import { type CounterApp, pressAt } from './counter-app.ts'
import { touchTag } from './pretend-nfc.ts'

/** The message of a plain tag that leads to this counter. */
export async function tagOf(app: CounterApp): Promise<Uint8Array> {
  return linkTag(counterLink(app.hosts.card, await counterIdOf(app.page)))
}

/** A tag with a link on it. */
export function linkTag(link: string): Uint8Array {
  return encodeNdef([uriRecord(link)])
}

/** The id of the counter that is signed in on this page. */
export function counterIdOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = await fetch('/api/session')
    // A counter that is signed in and has a name, as our own server says it.
    const { session } = (await answer.json()) as { session: { counter: { counterId: string } } }
    return session.counter.counterId
  })
}

/** The counter waits for a phone; answers the number on its screen. */
export async function waitForTap(app: CounterApp): Promise<string> {
  await pressAt(app, 'tap.start')
  return shownNumber(app)
}

export async function shownNumber({ page }: CounterApp): Promise<string> {
  const number = page.locator('.number b')
  await expect(number).toHaveText(/^[1-9][0-9]$/)
  return number.innerText()
}

/** From the open case to the antenna. */
export async function startTapping(app: CardApp): Promise<void> {
  await press(app, 'tap.title')
  await expect(app.page.getByText(app.say('tap.hold'))).toBeVisible()
}

/** Touches a tag and waits to be asked; answers the number on the phone. */
export async function tapToAsk(app: CardApp, message: Uint8Array): Promise<string> {
  await touchTag(app.page, { message })
  const asked = heading(app, 'tap.ask')
  await expect(asked).toBeVisible()
  return /[0-9]{2}/.exec(await asked.innerText())?.[0] ?? ''
}
