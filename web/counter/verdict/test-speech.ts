import { datesIn } from '../../src/i18n/dates.ts'
import type { Language } from '../../src/i18n/language.ts'
import en from '../texts/en.json'
import fr from '../texts/fr.json'

const texts = { fr, en }

/** The page's speech for tests: throws on a key without text and on a blank that nobody fills. */
export function testSpeech(language: Language, now: number) {
  return {
    t(key: string, blanks: Record<string, string | number> = {}): string {
      let found: unknown = texts[language]
      for (const name of key.split('.')) {
        found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined
      }
      if (typeof found !== 'string') throw new TypeError(`${key} has no text`)
      return found.replace(/\{(\w+)\}/g, (_, name: string) => {
        const blank = blanks[name]
        if (blank === undefined || blank === '') throw new TypeError(`${key}: nothing for ${name}`)
        return String(blank)
      })
    },
    dates: datesIn(language, 'Europe/Paris'),
    money: (cents: number) => `${(cents / 100).toFixed(2).replace('.', ',')} €`,
    tenths: new Intl.NumberFormat(language, { maximumFractionDigits: 1 }),
    now: new Date(now),
  }
}
