/** The languages Étui speaks; French is the reference. */
export const languages = [
  { code: 'fr', name: 'français' },
  { code: 'en', name: 'English' },
] as const

export type Language = (typeof languages)[number]['code']

const place = 'etui.language'

type KeptChoice = Pick<Storage, 'getItem' | 'setItem'>

/** Asked for each time: where the browser closes storage, its very name throws. */
function keptChoice(): KeptChoice {
  return localStorage
}

/** The kept choice, else the first of the browser's languages that is ours, else French. */
export function chooseLanguage(
  asked: readonly string[] = navigator.languages,
  kept = keptChoice,
): Language {
  const wanted = [readKept(kept), ...asked.map((tag) => tag.toLowerCase().split('-')[0])]
  for (const tag of wanted) if (isLanguage(tag)) return tag
  return 'fr'
}

/** Keeps the choice on this device; where storage is closed the choice lasts as long as the page. */
export function keepLanguage(language: Language, kept = keptChoice): void {
  try {
    kept().setItem(place, language)
  } catch {
    // Storage may be closed by the browser's settings; the page keeps speaking the language it was told.
  }
}

export function isLanguage(tag: unknown): tag is Language {
  return languages.some(({ code }) => code === tag)
}

function readKept(kept: () => KeptChoice): string | null {
  try {
    return kept().getItem(place)
  } catch {
    return null
  }
}
