import { readdirSync, readFileSync } from 'node:fs'

export type Language = 'fr' | 'en'
export type App = 'card' | 'counter' | 'console'

/**
 * What a screen says, as a pattern for the whole of a name or a text: `say('lock.title')`. A placeholder stands for
 * anything, one plural for any of its forms. Throws for a key that the app does not have: it would match nothing.
 */
export type Say = (key: string) => RegExp

export function textsOf(app: App, language: Language): Say {
  const folder = `../../web/${app}/texts/`
  const files = readdirSync(new URL(folder, import.meta.url))
  // Some pages have texts of their own: `activation.fr.json` beside `fr.json`.
  const parts = files.filter((file) => file.endsWith(`${language}.json`))
  const texts: Texts = Object.assign({}, ...parts.map((file) => read(folder + file)))
  return (key) => wholePattern(pick(texts, key))
}

/** The sentence of a refusal. */
export function refusalTexts(language: Language): Say {
  const texts = read(`../../web/src/i18n/refusals.${language}.json`)
  return (code) => wholePattern(pick(texts, code), '')
}

type Texts = { readonly [key: string]: string | Texts }

function read(path: string): Texts {
  // Our own file of texts: objects of strings all the way down.
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as Texts
}

function pick(texts: Texts, key: string): string {
  let at: string | Texts | undefined = texts
  for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined
  if (typeof at !== 'string') throw new TypeError(`no text is called ${key}`)
  return at
}

function wholePattern(text: string, edge: '' | 'whole' = 'whole'): RegExp {
  const forms = text.split(' | ').map((form) =>
    form
      .split(/\{\w+\}/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+'))
      .join('.+'),
  )
  const oneForm = `(?:${forms.join('|')})`
  return new RegExp(edge === 'whole' ? `^\\s*${oneForm}\\s*$` : oneForm)
}
