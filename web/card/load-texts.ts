import type { LoadMessages } from '../src/i18n/texts.ts'

/** The texts of this app with the refusals, one chunk a language. */
export const loadTexts: LoadMessages = {
  fr: async () => (await import('./texts/fr.ts')).messages,
  en: async () => (await import('./texts/en.ts')).messages,
}

/** What the pages of an activation say, fetched with them: the first screen does not wait for it, nor is it kept offline. */
export const loadActivationTexts: LoadMessages = {
  fr: async () => (await import('./texts/activation.fr.json')).default,
  en: async () => (await import('./texts/activation.en.json')).default,
}
