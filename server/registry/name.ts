/**
 * A name as it is compared: without accents, ligatures, case, hyphens, apostrophes or doubled blanks, since registries
 * and identity providers spell the same person in different ways.
 */
export function plainName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim()
}

/** Letters that no accent can be taken off of, after `toUpperCase` (which makes I of ı and SS of ß). */
const plainLetters: Readonly<Record<string, string>> = {
  Œ: 'OE',
  Æ: 'AE',
  ẞ: 'SS',
  Ł: 'L',
  Ø: 'O',
  Đ: 'D',
  Ð: 'D',
  Þ: 'TH',
  Ħ: 'H',
  Ŧ: 'T',
  Ŋ: 'N',
}

/** A name's words. `Jean-Paul, Marie` and `JEAN PAUL MARIE` have the same. */
export function nameWords(name: string): readonly string[] {
  const plain = plainName(name)
  return plain === '' ? [] : plain.split(' ')
}
