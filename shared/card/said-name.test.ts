import { expect, it } from 'vitest'
import { calledName, saidGivenNames } from './said-name.ts'

it.each([
  ['MARIE-CLAIRE', 'Marie-Claire'],
  ['JEAN PAUL', 'Jean Paul'],
  ['ŒDÈLE', 'Œdèle'],
  ['N’GUESSAN', 'N’Guessan'],
  ['MAËL', 'Maël'],
  ['JEAN-FRANÇOIS', 'Jean-François'],
  ['ÉLODIE', 'Élodie'],
])('says %s as %s', (written, said) => {
  expect(saidGivenNames(written)).toBe(said)
})

it('calls a person by the first of their given names', () => {
  expect(calledName('BERNADETTE, ŒDÈLE')).toBe('Bernadette')
  expect(calledName('CLAIRE')).toBe('Claire')
})
