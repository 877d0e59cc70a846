import { createApp } from 'vue'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import { Refusal } from '@etui/shared/refusal.ts'
import { readAbout } from '@etui/shared/wire/about.ts'
import { createCaller } from '../src/http/call.ts'
import { createSecretGuard } from '../src/http/secret-guard.ts'
import { createTexts, languageKey } from '../src/i18n/texts.ts'
import { demonstrationKey, rememberDemonstration } from '../src/offline/demonstration.ts'
import { loadTexts } from './load-texts.ts'
import App from './App.vue'

/** The agents' page: texts, then the page. It keeps nothing of anybody on the machine and needs the network. */
const { i18n, choice } = await createTexts(loadTexts)
const call = createCaller({
  fetch: fetch.bind(globalThis),
  origin: location.origin,
  prove: null,
  guard: createSecretGuard(),
})
const demonstration = rememberDemonstration()

createApp(App, { call })
  .use(i18n)
  .provide(languageKey, choice)
  .provide(demonstrationKey, demonstration)
  .mount('#app')

try {
  demonstration.tell((await call(readAbout, {})).isDemonstration)
} catch (error) {
  if (!(error instanceof Refusal)) throw error
}
