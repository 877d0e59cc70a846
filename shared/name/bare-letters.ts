/**
 * A name in upper case with A to Z alone where the alphabet is Latin: accents dropped, ligatures and letters that no
 * accent can be taken off of spelt out. Hyphens, apostrophes, blanks and whatever else it holds stay.
 */
export function bareLetters(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, (letter) => spelt[letter] ?? letter)
}

/** After `toUpperCase`, which makes I of ı and SS of ß. */
const spelt: Readonly<Record<string, string>> = {
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
