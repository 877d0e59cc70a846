import { createApp } from 'vue'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import { createTexts, languageKey } from '../src/i18n/texts.ts'
import { registerWorker } from '../src/offline/register-worker.ts'
import { updatesKey } from '../src/offline/updates.ts'
import { loadTexts } from './load-texts.ts'
import App from './App.vue'

/** The professional's app: texts, offline life, then the page. */
const { i18n, choice } = await createTexts(loadTexts)

createApp(App)
  .use(i18n)
  .provide(languageKey, choice)
  .provide(updatesKey, registerWorker())
  .mount('#app')
