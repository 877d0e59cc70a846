import { expect, it } from 'vitest'
import { markLetters } from './mark-letters.ts'

const shown = (document: string, registry: string) => {
  const marked = markLetters(document, registry)
  const say = (parts: typeof marked.document) =>
    parts.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join('')
  return [say(marked.document), say(marked.registry), marked.differing]
}

it.each([
  ['HOCHSTETER', 'HOCHSTETTER', ['HOCHSTET[]ER', 'HOCHSTET[T]ER', 1]],
  ['MARTIN', 'MARTEN', ['MART[I]N', 'MART[E]N', 1]],
  ['DUPONT', 'DURAND', ['DU[PO]N[T]', 'DU[RA]N[D]', 3]],
])('marks the letters that %s and %s do not share', (document, registry, expected) => {
  expect(shown(document, registry)).toEqual(expected)
})

it.each([
  ['NADEGE', 'Nadège'],
  ['JEAN PAUL', 'Jean-Paul'],
  ['O<BRIEN', 'O’Brien'],
])('sees no difference between %s and %s', (document, registry) => {
  expect(shown(document, registry)).toEqual([document, registry, 0])
})

it('marks a whole name that the other side has not', () => {
  expect(shown('', 'Anne')).toEqual(['[]', '[Anne]', 4])
})
