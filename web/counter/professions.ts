/** Names of professions by the code Pro Santé Connect gives them; others are left unsaid. */
const names: Readonly<Record<string, string>> = {
  10: 'professions.10',
  21: 'professions.21',
  40: 'professions.40',
  50: 'professions.50',
  60: 'professions.60',
  70: 'professions.70',
  80: 'professions.80',
}

/** The key of a profession's name. */
export function professionKey(code: string): string | undefined {
  return names[code]
}
