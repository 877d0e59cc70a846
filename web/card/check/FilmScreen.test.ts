import { afterEach, expect, it } from 'vitest'
import { createApp, h, nextTick, type App } from 'vue'
import { createTexts, languageKey, type Messages } from '../../src/i18n/texts.ts'
import { demonstrationKey, rememberDemonstration } from '../../src/offline/demonstration.ts'
import { loadActivationTexts, loadTexts } from '../load-texts.ts'
import FilmScreen from './FilmScreen.vue'

const { i18n, choice } = await createTexts(loadTexts)
await choice.add(loadActivationTexts)
const texts = await loadActivationTexts[choice.language.value]()
const open: { app: App; place: HTMLElement }[] = []
afterEach(() => {
  for (const { app, place } of open.splice(0)) {
    app.unmount()
    place.remove()
  }
})

/** The screen of a film, and how often another way was asked for. */
function show(hasKept: boolean) {
  const asked = { other: 0 }
  const place = document.body.appendChild(document.createElement('div'))
  const app = createApp({
    render: () =>
      h(FilmScreen, {
        kind: 'face',
        steps: ['Levez la tête.'],
        hasKept,
        onOther: () => (asked.other += 1),
      }),
  })
  app.use(i18n).provide(languageKey, choice).provide(demonstrationKey, rememberDemonstration())
  app.mount(place)
  open.push({ app, place })
  return { asked, press: (key: string) => pressIn(place, t(key)), place }
}

function t(key: string): string {
  let at: string | Messages | undefined = texts
  for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined
  if (typeof at !== 'string') throw new TypeError(`no text is called ${key}`)
  return at
}

async function pressIn(place: HTMLElement, words: string): Promise<void> {
  const button = [...place.querySelectorAll('button')].find(
    ({ textContent }) => textContent.trim() === words,
  )
  if (!button) throw new TypeError(`there is no button ${words}`)
  button.click()
  await nextTick()
}

it('goes another way at once where no film was kept', async () => {
  const { asked, press, place } = show(false)
  await press('check.otherWay')
  expect(asked.other).toBe(1)
  expect(place.querySelector('dialog[open]')).toBeNull()
})

it('asks first where a film was kept, and goes on filming', async () => {
  const { asked, press, place } = show(true)
  await press('check.otherWay')
  expect(place.querySelector('dialog[open]')?.textContent).toContain(t('check.film.other.sure'))
  expect(asked.other).toBe(0)
  await press('check.film.other.no')
  expect(place.querySelector('dialog[open]')).toBeNull()
  expect(asked.other).toBe(0)
})

it('goes another way once that is confirmed, and once only', async () => {
  const { asked, press, place } = show(true)
  await press('check.otherWay')
  await press('check.film.other.yes')
  expect(asked.other).toBe(1)
  expect(place.querySelector('dialog[open]')).toBeNull()
})
