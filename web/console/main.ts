import { createApp } from 'vue'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import { createTexts, languageKey } from '../src/i18n/texts.ts'
import { loadTexts } from './load-texts.ts'
import App from './App.vue'

/** The agents' page: texts, then the page. It keeps nothing on the machine and needs the network. */
const { i18n, choice } = await createTexts(loadTexts)

createApp(App).use(i18n).provide(languageKey, choice).mount('#app')
