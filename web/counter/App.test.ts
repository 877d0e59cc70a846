import { afterEach, expect, it } from 'vitest'
import { createApp, shallowRef } from 'vue'
import type { App } from 'vue'
import vectors from '@etui/shared/vectors/presentation-v1.json'
import { createTexts, languageKey } from '../src/i18n/texts.ts'
import { demonstrationKey, rememberDemonstration } from '../src/offline/demonstration.ts'
import { createTeam, teamInjection } from '../src/staff/team.ts'
import { updatesKey } from '../src/offline/updates.ts'
import { createJournal, journalInjection } from '../src/journal/journal.ts'
import { createReadFrame } from '../src/reading/read-frame.ts'
import { type InventedServer, inventServer } from '../src/workstation/invented-server.ts'
import { forgetInvented, openInvented } from '../src/workstation/invented-workstation.ts'
import { type Workstation, workstationKey } from '../src/workstation/workstation.ts'
import { loadTexts } from './load-texts.ts'
import Counter from './App.vue'

const sealed = vectors.steps.digitsSealed
let app: App | undefined
let place: HTMLElement | undefined

afterEach(async () => {
  app?.unmount()
  place?.remove()
  await forgetInvented()
})

it('gives the focus and the title of the page to each new screen, and leaves the patient’s at once', async () => {
  const server = await inventServer(1_795_309_200)
  const { workstation } = await openInvented(server, `counter-${crypto.randomUUID()}`)
  server.answer = () => ({ verdict: 'revoked', readAt: server.now * 1000 })
  const counter = await mount(server, workstation)
  await expect.poll(() => document.title).toBe('Prêt à lire · Étui comptoir')
  await expect.poll(() => workstation.facts.value.statusCheckedAt).toBeDefined()

  const field = counter.querySelector('input')
  if (!field) throw new TypeError('the ready screen has a field')
  field.value = sealed
  field.dispatchEvent(new Event('input'))
  field.form?.requestSubmit()
  await expect.poll(() => document.activeElement?.textContent).toBe('Carte bloquée')
  expect(document.title).toBe('Carte bloquée · Étui comptoir')

  server.isDown = true
  const leaving = workstation.signOut()
  await expect.poll(() => document.activeElement?.textContent).toBe('Lire une carte')
  expect(document.body.textContent).not.toContain('Carte bloquée')
  await leaving
})

it('says within seconds that nobody answers at the door, where a session has yet to end', async () => {
  const server = await inventServer(1_795_309_200)
  const { workstation } = await openInvented(server, `counter-${crypto.randomUUID()}`)
  const door = await mount(server, workstation)
  await expect.poll(() => workstation.seat.value).toBe('ready')
  server.isDown = true
  await workstation.signOut()
  server.isDown = false
  server.isHanging = true
  workstation.reach.saw(true)
  const signIn = () => door.querySelector('a')
  await expect.poll(() => signIn()?.getAttribute('href')).toBe('/auth/start')

  const pressed = new MouseEvent('click', { bubbles: true, cancelable: true })
  signIn()?.dispatchEvent(pressed)
  expect(pressed.defaultPrevented).toBe(true)
  expect(door.textContent).not.toContain('n’a pas répondu')
  await expect
    .poll(() => door.textContent, { timeout: 6_000 })
    .toContain('Le service n’a pas répondu en 4 secondes')
  expect(server.isSignedIn).toBe(true)
})

async function mount(server: InventedServer, workstation: Workstation): Promise<HTMLElement> {
  const readFrame = createReadFrame({ workstation, call: server.call })
  const { i18n, choice } = await createTexts(loadTexts)
  await choice.choose('fr')
  const mounted = document.body.appendChild(document.createElement('div'))
  place = mounted
  app = createApp(Counter, { readFrame, call: server.call })
    .use(i18n)
    .provide(languageKey, choice)
    .provide(demonstrationKey, rememberDemonstration())
    .provide(updatesKey, {
      isReady: shallowRef(false),
      holdUpdates: () => () => undefined,
      applyUpdate: () => undefined,
    })
    .provide(workstationKey, workstation)
    .provide(journalInjection, createJournal(workstation))
    .provide(teamInjection, createTeam({ workstation, call: server.call }))
  app.mount(mounted)
  return mounted
}
