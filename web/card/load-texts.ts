import type { LoadMessages } from '../src/i18n/texts.ts'

/** The texts of this app with the refusals, one chunk a language. */
export const loadTexts: LoadMessages = {
  fr: async () => (await import('./texts/fr.ts')).messages,
  en: async () => (await import('./texts/en.ts')).messages,
}
