import type { Page } from '@playwright/test'
import type { Hosts } from './hosts.ts'
import { textsOf, type Language, type Say } from './texts.ts'
import { expect } from './world.ts'

/** The console of one agent, signed in. */
export interface ConsoleApp {
  readonly page: Page
  readonly say: Say
}

export async function openConsole(
  page: Page,
  { hosts, agent, language = 'fr' }: { hosts: Hosts; agent: string; language?: Language },
): Promise<ConsoleApp> {
  const say = textsOf('console', language)
  await page.goto(hosts.console)
  await page.getByRole('link', { name: say('signIn.enter') }).click()
  await page.getByRole('button', { name: agent }).click()
  await expect(page.getByText(agent)).toBeVisible()
  return { page, say }
}

export const agents = {
  first: 'Solène RIVOAL',
  second: 'Moussa DIABATÉ',
  supervisor: 'Odile QUENTEL',
} as const

/** Takes the case that waits longest, by the key printed on the button. */
export async function takeNext({ page, say }: ConsoleApp): Promise<void> {
  // An open queue is asked for again every ten seconds.
  const next = page.getByRole('button', { name: say('queue.next') })
  await expect(next).toBeVisible({ timeout: 20_000 })
  await page.keyboard.press('F2')
  await expect(page.getByRole('button', { name: say('decide.accept') })).toBeVisible()
}

/** The score the models give the two faces, 0..100, once it is computed. */
export async function likenessIn({ page, say }: ConsoleApp): Promise<number> {
  const line = page.getByRole('listitem').filter({ hasText: text(say('scores.likeness')) })
  const score = line.locator('b')
  await expect(score).toHaveText(say('scores.score'), { timeout: 60_000 })
  return Number(/\d+/.exec(await score.innerText())?.[0])
}

/** Ticks both parts of the challenge, as one who saw and heard them. */
export async function seeChallenge({ page, say }: ConsoleApp): Promise<void> {
  await page.getByLabel(say('challenge.movements')).check()
  await page.getByLabel(say('challenge.digits')).check()
}

/** Refuses the case in hand, for one reason. */
export async function refuseFor({ page, say }: ConsoleApp, reason: string): Promise<void> {
  await page.getByRole('button', { name: say('decide.refuse') }).click()
  await page.getByLabel(say(`reasons.${reason}`)).check()
  await page.getByRole('button', { name: say('refuse.refuse'), exact: true }).click()
}

/** Accepts the case in hand, as one who saw and heard what was asked for. */
export async function accept(app: ConsoleApp): Promise<void> {
  await seeChallenge(app)
  await app.page.keyboard.press('F8')
  await app.page.getByRole('button', { name: app.say('accept.accept') }).click()
}

/** A whole text's pattern, to be found inside of a longer one. */
function text({ source }: RegExp): RegExp {
  return new RegExp(source.replace(/^\^\\s\*|\\s\*\$$/g, ''))
}
