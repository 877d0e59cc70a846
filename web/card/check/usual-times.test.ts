import { afterEach, expect, it } from 'vitest'
import { createApp, h, type App, type VNode } from 'vue'
import { createTexts, languageKey } from '../../src/i18n/texts.ts'
import { demonstrationKey, rememberDemonstration } from '../../src/offline/demonstration.ts'
import { loadActivationTexts, loadTexts } from '../load-texts.ts'
import TermsStep from '../screens/TermsStep.vue'
import CheckWaiting from './CheckWaiting.vue'

const { i18n, choice } = await createTexts(loadTexts)
await choice.add(loadActivationTexts)
const open: { app: App; place: HTMLElement }[] = []
afterEach(() => {
  for (const { app, place } of open.splice(0)) {
    app.unmount()
    place.remove()
  }
})

/** The steps of a screen as they are read: name, then its note. */
function stepsOf(render: () => VNode): string[] {
  const place = document.body.appendChild(document.createElement('div'))
  const app = createApp({ render })
  app.use(i18n).provide(languageKey, choice).provide(demonstrationKey, rememberDemonstration())
  app.mount(place)
  open.push({ app, place })
  return [...place.querySelectorAll('.steps h2')].map(({ textContent }) =>
    textContent.replaceAll(/\s+/g, ' ').trim(),
  )
}

const now = new Date(2026, 3, 14, 18, 9)
const sentAt = new Date(2026, 3, 14, 18, 4)

it('tells of every step how long it usually takes', async () => {
  await choice.choose('fr')
  expect(stepsOf(() => h(TermsStep, { version: '2026-11' }))).toEqual([
    'Conditions environ 1 minute',
    'Votre numéro environ 2 minutes',
    'Votre e-mail environ 2 minutes',
    'Vos droits aussitôt',
    'Votre identité environ 5 minutes',
    'Votre code secret environ 2 minutes',
    'Carte en service aussitôt',
  ])
})

it('tells what an agent usually takes, as measured, and else nothing', async () => {
  await choice.choose('fr')
  const measured = stepsOf(() => h(CheckWaiting, { sentAt, now, estimateMs: 30 * 60_000 }))
  expect(measured).toContain('Votre identité réponse d’habitude en 30 minutes')
  const long = stepsOf(() => h(CheckWaiting, { sentAt, now, estimateMs: 26 * 3_600_000 }))
  expect(long).toContain('Votre identité réponse d’habitude en 26 heures')
  const unmeasured = stepsOf(() => h(CheckWaiting, { sentAt, now }))
  expect(unmeasured).toContain('Votre identité')
})
