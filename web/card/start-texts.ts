import { chooseLanguage } from '../src/i18n/language.ts'
import { loadTexts } from './load-texts.ts'

/*
 * Asks for the texts of the first screen before the rest of the app runs, so that they come meanwhile. Imported by `main.ts`
 * next to the database. In a turn of its own: a browser that somebody looks into notes where each request began, and would
 * read the whole first file again for a request that began at its outermost level.
 */
await Promise.resolve().then(() => {
  // Where they cannot be had, whoever shows them asks again, and says so.
  loadTexts[chooseLanguage()]().catch(() => undefined)
})
