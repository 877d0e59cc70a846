import { createApp } from 'vue'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import { createTexts, languageKey } from '../src/i18n/texts.ts'
import { demonstrationKey, rememberDemonstration } from '../src/offline/demonstration.ts'
import { loadActivationTexts, loadTexts } from '../card/load-texts.ts'
import { loadTexts as loadConsoleTexts } from '../console/load-texts.ts'
import Gallery from './Gallery.vue'

/** Every screen and part with invented people, one address each: `#home`, `#lock`... `?demo` shows the band. */
// What both apps have a word for is said as the card does.
const { i18n, choice } = await createTexts(loadConsoleTexts)
await choice.add(loadTexts)
await choice.add(loadActivationTexts)
const demonstration = rememberDemonstration()
demonstration.tell(new URLSearchParams(location.search).has('demo'))

createApp(Gallery)
  .use(i18n)
  .provide(languageKey, choice)
  .provide(demonstrationKey, demonstration)
  .mount('#app')
