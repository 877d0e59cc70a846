import { bareLetters } from '@etui/shared/name/bare-letters.ts'

/**
 * A name as it is compared: without accents, ligatures, case, hyphens, apostrophes or doubled blanks, since registries
 * and identity providers spell the same person in different ways.
 */
export function plainName(name: string): string {
  return bareLetters(name)
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim()
}

/** A name's words. `Jean-Paul, Marie` and `JEAN PAUL MARIE` have the same. */
export function nameWords(name: string): readonly string[] {
  const plain = plainName(name)
  return plain === '' ? [] : plain.split(' ')
}
