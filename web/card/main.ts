import { createApp } from 'vue'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import { createTexts, languageKey } from '../src/i18n/texts.ts'
import { demonstrationKey, rememberDemonstration } from '../src/offline/demonstration.ts'
import { installingKey, watchInstall } from '../src/offline/install.ts'
import { registerWorker } from '../src/offline/register-worker.ts'
import { updatesKey } from '../src/offline/updates.ts'
import { loadTexts } from './load-texts.ts'
import { createRoutes } from './routes.ts'
import App from './App.vue'

/** The holder's app: the offer to install, texts, offline life, routes, then the page. */
const installing = watchInstall()
const { i18n, choice } = await createTexts(loadTexts)

createApp(App)
  .use(i18n)
  .use(createRoutes())
  .provide(languageKey, choice)
  .provide(installingKey, installing)
  .provide(demonstrationKey, rememberDemonstration())
  .provide(updatesKey, registerWorker())
  .mount('#app')
