import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inventedProfessionals } from '@etui/server/identity/invented-professionals.ts'
import { expect, type Page } from '@playwright/test'
import { PNG } from 'pngjs'
import { storedForOffline } from './card-app.ts'
import { makeFilm } from './film.ts'
import type { Hosts } from './hosts.ts'
import { textsOf, type Language, type Say } from './texts.ts'

/** The professional's app in one page, and what somebody at a counter does with it. */
export interface CounterApp {
  readonly page: Page
  readonly hosts: Hosts
  readonly say: Say
}

export interface CounterAppOptions {
  readonly hosts: Hosts
  readonly professional?: string
  readonly name?: string
  readonly language?: Language
}

/** Opens the counter's page without signing in. */
export async function openCounterApp(page: Page, options: CounterAppOptions): Promise<CounterApp> {
  const { hosts, language = 'fr' } = options
  await page.goto(hosts.counter)
  return { page, hosts, say: textsOf('counter', language) }
}

/** Signs in at a new workstation and names it; answers when it is ready to read. */
export async function openCounter(page: Page, options: CounterAppOptions): Promise<CounterApp> {
  const { professional = 'pharmacie-du-lavoir', name = 'Comptoir 2' } = options
  const app = await openCounterApp(page, options)
  await signIn(app, professional)
  await page.getByLabel(app.say('naming.label')).fill(name)
  await pressAt(app, 'naming.open')
  await expect(headingAt(app, 'ready.title')).toBeVisible()
  await expectLists(app)
  return app
}

/** Opens the page anew from what its worker keeps: all of it is there when the network goes. */
export async function reopenFromStore(app: CounterApp): Promise<void> {
  await storedForOffline(app.page)
  await app.page.reload()
  await expect(headingAt(app, 'ready.title')).toBeVisible({ timeout: 30_000 })
}

/** Both lists are there: from now on this counter can judge a card without network. */
async function expectLists({ page, say }: CounterApp): Promise<void> {
  await expect(page.getByText(say('lists.status')).first()).toBeVisible()
  await expect(page.getByText(say('lists.trusted')).first()).toBeVisible()
  await expect(page.getByText(say('lists.statusMissing'))).toBeHidden({ timeout: 20_000 })
  await expect(page.getByText(say('lists.trustedMissing'))).toBeHidden()
}

export async function signIn(app: CounterApp, professional: string): Promise<void> {
  const found = inventedProfessionals.find(({ accountId }) => accountId === professional)
  if (!found) throw new TypeError(`no professional is called ${professional}`)
  const signInDoor = app.page.getByRole('button', { name: app.say('door.signIn') })
  await signInDoor.or(app.page.getByRole('link', { name: app.say('door.signIn') })).click()
  await app.page.getByRole('button', { name: `${found.givenName} ${found.familyName}` }).click()
}

export function headingAt({ page, say }: CounterApp, key: string) {
  return page.getByRole('heading', { name: say(key) })
}

export async function pressAt({ page, say }: CounterApp, key: string): Promise<void> {
  await page.getByRole('button', { name: say(key) }).click()
}

/** What the plate says: the verdict, and whatever sentence is asked for beside it. */
export async function expectVerdict(app: CounterApp, verdict: string, ...sentences: string[]) {
  const title = app.page.getByText(app.say(`verdicts.${verdict}.title`)).first()
  await expect(title).toBeVisible({ timeout: 20_000 })
  for (const sentence of sentences) {
    await expect(
      app.page.getByText(app.say(`verdicts.${verdict}.${sentence}`)).first(),
    ).toBeVisible()
  }
}

export async function nextPatient(app: CounterApp): Promise<void> {
  await pressAt(app, 'next')
  await expect(headingAt(app, 'ready.title')).toBeVisible()
}

/** Hands the digits over the clipboard's way: typed into the field for them, of the next patient if need be. */
export async function pasteDigits(app: CounterApp, digits: string): Promise<void> {
  const ready = headingAt(app, 'ready.title')
  const next = app.page.getByRole('button', { name: app.say('next') })
  await expect(ready.or(next)).toBeVisible()
  if (await next.isVisible()) await next.click()
  await app.page.getByLabel(app.say('paste.field')).fill(digits)
  await pressAt(app, 'paste.check')
}

/** The film of a counter's camera: a file that shows what it was last given, from the camera's next start on. */
export interface Film {
  readonly path: string
  show(picture: Uint8Array): Promise<void>
  /** Shows a bare table: a camera that starts by itself then reads nothing. */
  cover(): Promise<void>
}

export async function makeCameraFilm(folder: string): Promise<Film> {
  const path = join(folder, `camera-${Date.now()}.y4m`)
  await mkdir(folder, { recursive: true })
  await writeFile(path, '')
  const bareTable = PNG.sync.write(new PNG({ width: 1, height: 1 }))
  return {
    path,
    show: (picture) => makeFilm(path, picture),
    cover: () => makeFilm(path, bareTable),
  }
}

/** Lets the page use the camera, and starts it on a picture; it may have been running, on another. */
export async function lookAt(app: CounterApp, film: Film, picture: Uint8Array): Promise<void> {
  const { page, say } = app
  await page.context().grantPermissions(['camera'], { origin: app.hosts.counter })
  await film.show(picture)
  const stop = page.getByRole('button', { name: say('camera.stop') })
  const start = page.getByRole('button', { name: say('camera.start') })
  await expect(stop.or(start)).toBeVisible()
  if (await stop.isVisible()) await stop.click()
  await start.click()
}
