/** The languages Étui speaks; French is the reference. */
export const languages = [
  { code: 'fr', name: 'français' },
  { code: 'en', name: 'English' },
] as const

export type Language = (typeof languages)[number]['code']

const place = 'etui.language'

/** The kept choice, else the first of the browser's languages that is ours, else French. */
export function chooseLanguage(asked: readonly string[] = navigator.languages): Language {
  const wanted = [readKept(), ...asked.map((tag) => tag.toLowerCase().split('-')[0])]
  for (const tag of wanted) if (isLanguage(tag)) return tag
  return 'fr'
}

/** Keeps the choice on this device; where storage is closed the choice lasts as long as the page. */
export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(place, language)
  } catch {
    // Storage may be closed by the browser's settings; the page keeps speaking the language it was told.
  }
}

export function isLanguage(tag: unknown): tag is Language {
  return languages.some(({ code }) => code === tag)
}

function readKept(): string | null {
  try {
    return localStorage.getItem(place)
  } catch {
    return null
  }
}
