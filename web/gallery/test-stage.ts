import { createApp, ref, type App, type VNode } from 'vue'
import { loadActivationTexts, loadTexts } from '../card/load-texts.ts'
import { loadTexts as loadConsoleTexts } from '../console/load-texts.ts'
import type { Language } from '../src/i18n/language.ts'
import { createTexts, languageKey } from '../src/i18n/texts.ts'
import { demonstrationKey, rememberDemonstration } from '../src/offline/demonstration.ts'

// What both apps have a word for is said as the card does.
const { i18n, choice } = await createTexts(loadConsoleTexts)
for (const language of ['fr', 'en'] as const) {
  for (const load of [loadConsoleTexts, loadTexts, loadActivationTexts]) {
    i18n.global.mergeLocaleMessage(language, await load[language]())
  }
}
const spoken = ref<Language>('fr')

/** Turns the page to a language by itself: a language that is chosen would be kept by the device, for other tests too. */
export function speak(language: Language): void {
  // With `legacy: false` the locale is a ref; the library's type leaves both forms open.
  ;(i18n.global.locale as unknown as { value: Language }).value = language
  spoken.value = language
  document.documentElement.lang = language
}

/** Puts a scene in the page, as the card's app would. */
export function show(scene: () => VNode): App {
  const place = document.body.appendChild(document.createElement('div'))
  const app = createApp({ render: scene })
  app.use(i18n).provide(languageKey, { ...choice, language: spoken })
  app.provide(demonstrationKey, rememberDemonstration())
  app.mount(place)
  return app
}

export function clear(app: App | undefined): void {
  app?.unmount()
  document.body.replaceChildren()
}
