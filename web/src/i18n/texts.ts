import { createI18n } from 'vue-i18n'
import type { I18n } from 'vue-i18n'
import { readonly, shallowRef } from 'vue'
import type { InjectionKey, Ref } from 'vue'
import { inject } from 'vue'
import { chooseLanguage, isLanguage, keepLanguage, languages } from './language.ts'
import type { Language } from './language.ts'

/** The texts of one language: those of the app, with the sentences of every refusal beside. */
export interface Messages {
  readonly [key: string]: string | Messages
}
export type LoadMessages = Readonly<Record<Language, () => Promise<Messages>>>

/** The language of the page and the choice of it. */
export interface LanguageChoice {
  readonly language: Readonly<Ref<Language>>
  readonly languages: typeof languages
  /** Loads the texts first, then turns the page; the choice is kept on this device. TypeError when it is not one of ours. */
  choose(language: string): Promise<void>
  /** Loads texts that some pages alone need; they turn with the page from then on. Rejects where they cannot be had. */
  add(more: LoadMessages): Promise<void>
}

/**
 * Makes the page speak: the kept choice, else the browser's language, else French. Only one language is loaded. `<html lang>`
 * follows. Messages come compiled by the build, so no text is ever turned into code in the page.
 */
export async function createTexts(
  load: LoadMessages,
): Promise<{ i18n: I18n; choice: LanguageChoice }> {
  const language = shallowRef(chooseLanguage())
  const i18n = createI18n({
    legacy: false,
    locale: language.value,
    fallbackLocale: false,
    messages: { [language.value]: await load[language.value]() },
    pluralRules: { fr: (count) => (Math.abs(count) < 2 ? 0 : 1) },
    missingWarn: import.meta.env.DEV,
    fallbackWarn: false,
  })
  document.documentElement.lang = language.value
  const added = new Set<LoadMessages>()

  async function choose(next: string): Promise<void> {
    if (!isLanguage(next)) throw new TypeError(`Not a language of ours: ${next}`)
    const { global } = i18n
    const parts = [load, ...added].map((part) => part[next]())
    for (const texts of await Promise.all(parts)) global.mergeLocaleMessage(next, texts)
    // With `legacy: false` the locale is a ref; the library's type leaves both forms open.
    ;(global.locale as unknown as Ref<string>).value = next
    language.value = next
    document.documentElement.lang = next
    keepLanguage(next)
  }

  async function add(more: LoadMessages): Promise<void> {
    if (added.has(more)) return
    const spoken = language.value
    i18n.global.mergeLocaleMessage(spoken, await more[spoken]())
    added.add(more)
    // Whoever chose another language meanwhile knew nothing of these.
    if (language.value !== spoken) await choose(language.value)
  }

  return { i18n, choice: { language: readonly(language), languages, choose, add } }
}

export const languageKey: InjectionKey<LanguageChoice> = Symbol('language')

/** The page's language, provided by its `main.ts`. Throws TypeError outside an app that provides it. */
export function useLanguage(): LanguageChoice {
  const choice = inject(languageKey)
  if (!choice) throw new TypeError('main.ts provides no language')
  return choice
}
