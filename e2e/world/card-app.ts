import { expect, type Page } from '@playwright/test'
import type { Hosts } from './hosts.ts'
import { newestCode } from './outbox.ts'
import { addPasskeys, type Passkeys } from './passkeys.ts'
import { person, secretCode } from './people.ts'
import { readCodes } from './read-code.ts'
import { textsOf, type Language, type Say } from './texts.ts'

/** The holder's app in one page, and what a person does with it. */
export interface CardApp {
  readonly page: Page
  readonly hosts: Hosts
  readonly say: Say
  readonly passkeys: Passkeys | undefined
}

export interface CardAppOptions {
  readonly hosts: Hosts
  /** what the phone's own authenticator can do; 'none' is a phone without one */
  readonly authenticator?: 'prf' | 'no-prf' | 'none'
  readonly language?: Language
}

export async function openCardApp(page: Page, options: CardAppOptions): Promise<CardApp> {
  const { hosts, authenticator = 'prf', language = 'fr' } = options
  const passkeys =
    authenticator === 'none'
      ? undefined
      : await addPasskeys(page, { hasPrf: authenticator === 'prf' })
  await page.goto(hosts.card)
  return { page, hosts, passkeys, say: textsOf('card', language) }
}

export function heading({ page, say }: Pick<CardApp, 'page' | 'say'>, key: string) {
  return page.getByRole('heading', { level: 1, name: say(key) })
}

export async function press(
  { page, say }: Pick<CardApp, 'page' | 'say'>,
  key: string,
): Promise<void> {
  await page.getByRole('button', { name: say(key) }).click()
}

/** From the first opening to the question of who one is. */
export async function acceptTerms(app: CardApp): Promise<void> {
  await press(app, 'welcome.activate')
  await expect(heading(app, 'terms.title')).toBeVisible()
  await press(app, 'terms.accept')
  await expect(heading(app, 'person.title')).toBeVisible()
}

export async function tellPerson(app: CardApp, nir: string, birthDate: string): Promise<void> {
  const { page, say } = app
  await page.getByLabel(say('person.nir')).fill(nir)
  await page.getByLabel(say('person.birth')).fill(birthDate.split('-').toReversed().join('/'))
  await press(app, 'continue')
}

export async function proveContact(app: CardApp, code: string): Promise<void> {
  await app.page.getByLabel(app.say('contact.code')).fill(code)
  await press(app, 'contact.prove')
}

/** Up to the identity check, as somebody of the demonstration. */
export async function reachIdentity(app: CardApp, registryId: string): Promise<void> {
  const { nir, traits, email = '' } = person(registryId)
  await acceptTerms(app)
  await tellPerson(app, nir, traits.birthDate)
  await expect(heading(app, 'contact.title')).toBeVisible()
  await proveContact(app, await newestCode(app.hosts, email))
  await expect(heading(app, 'identity.title')).toBeVisible()
}

/** Goes to the pretend France Identité, says who one is there, and comes back. */
export async function proveIdentity(app: CardApp, registryId: string): Promise<void> {
  await press(app, 'identity.start')
  await chooseAccount(app.page, registryId)
}

/** On the pretend provider's page; accounts are told apart by the names it shows. */
export async function chooseAccount(page: Page, registryId: string): Promise<void> {
  const { traits, identityTells } = person(registryId)
  const { familyName, givenNames } = { ...traits, ...identityTells }
  const name = `${givenNames.split(',')[0] ?? ''} ${familyName}`
  await page.getByRole('button', { name }).click()
}

export async function typeCode({ page }: CardApp, code: string): Promise<void> {
  await page.keyboard.type(code)
}

export async function chooseCode(app: CardApp, code: string): Promise<void> {
  await expect(heading(app, 'code.title')).toBeVisible()
  await typeCode(app, code)
  await expect(heading(app, 'code.repeat')).toBeVisible()
  await typeCode(app, code)
  await expect(heading(app, 'passkey.title')).toBeVisible()
}

export interface ActivationOptions {
  readonly code?: string
  readonly passkey?: 'create' | 'skip'
}

/** The whole of an activation, to the open case. */
export async function activateInApp(
  app: CardApp,
  registryId: string,
  { code = secretCode, passkey = app.passkeys ? 'create' : 'skip' }: ActivationOptions = {},
): Promise<void> {
  await reachIdentity(app, registryId)
  await proveIdentity(app, registryId)
  await chooseCode(app, code)
  // A phone without passkeys is told so at once: there is nothing to skip.
  if (app.passkeys) await press(app, `passkey.${passkey}`)
  if (passkey === 'create' || !app.passkeys) await press(app, 'continue')
  await press(app, 'done.open')
  await expect(heading(app, 'home.title')).toBeVisible()
}

export async function unlockByPasskey(app: CardApp): Promise<void> {
  await expect(heading(app, 'lock.title')).toBeVisible()
  await press(app, 'lock.passkey')
  await expect(heading(app, 'home.title')).toBeVisible()
}

/** Opened to present, the case shows its code as soon as the passkey has answered. */
export async function unlockToPresent(app: CardApp): Promise<void> {
  await expect(heading(app, 'lock.title')).toBeVisible()
  await press(app, 'lock.passkey')
  await expect(heading(app, 'present.title')).toBeVisible()
}

export async function unlockByCode(app: CardApp, code: string = secretCode): Promise<void> {
  await expect(heading(app, 'lock.title')).toBeVisible()
  await typeCode(app, code)
  await expect(heading(app, 'home.title')).toBeVisible()
}

export async function present(app: CardApp): Promise<void> {
  await press(app, 'home.present')
  await expect(heading(app, 'present.title')).toBeVisible()
}

/** What stands in the code on screen now: a screenshot, read as a counter reads it. */
export async function shownDigits({ page }: CardApp): Promise<string> {
  let digits = ''
  await expect(async () => {
    const codes = await readCodes(await page.screenshot())
    expect(codes).toHaveLength(1)
    digits = codes[0] ?? ''
  }).toPass({ timeout: 15_000 })
  return digits
}

/** Nothing on the screen can be read as a code. */
export async function expectNoCode({ page }: CardApp): Promise<void> {
  expect(await readCodes(await page.screenshot())).toEqual([])
}

/**
 * Lets the code open the card without network: asked for in the settings, granted with a code typed online, and there once
 * the settings say until when.
 */
export async function leaseTheCode(app: CardApp): Promise<void> {
  const { page, say } = app
  await page.getByRole('link', { name: say('tabs.settings') }).click()
  const wish = page.getByRole('switch', { name: say('settings.lease.label') })
  await wish.check()
  // Left and opened again, the page shows what is on the disk.
  await page.getByRole('link', { name: say('tabs.card') }).click()
  await page.getByRole('link', { name: say('tabs.settings') }).click()
  await expect(wish).toBeChecked()
  await page.reload()
  await unlockByCode(app)
  await page.getByRole('link', { name: say('tabs.settings') }).click()
  await expect(page.getByText(say('settings.lease.until'))).toBeVisible()
  await page.getByRole('link', { name: say('tabs.card') }).click()
}

/** Waits until the app's worker has all that it needs without network. */
export async function storedForOffline(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
}
