import { expect, it } from 'vitest'
import { nirKey } from '@etui/shared/nir/nir.ts'
import { findNir } from './find-nir.ts'

const demonstration = { allowDemonstration: true }

it.each([
  ['groups as printed', ['2 84 19 57 511 500 59']],
  [
    'groups run together, among other lines',
    ['AUBERTIN', 'CLAIRE', '28419 57 511 500 59', '12/24'],
  ],
  ['a frame read as letters at the edges', ['| 2841957 511 500 59 ]', 'i']],
  ['letters that print like digits', ['2 84 I9 S7 511 5OO S9']],
])('finds the number: %s', (_, lines) => {
  expect(findNir(lines, demonstration)).toBe('284195751150059')
})

it('finds the number of somebody born in Corsica, with its letter', () => {
  const body = '172192A999002'
  expect(findNir([`1 72 19 2A 999 002 ${nirKey(body)}`], demonstration)).toBe(body + nirKey(body))
})

it.each([
  ['one digit wrong', ['2 84 19 57 511 500 58']],
  ['a digit lost', ['2 84 19 57 511 50 59']],
  ['over two lines', ['2 84 19 57', '511 500 59']],
  ['nothing', []],
])('offers nothing: %s', (_, lines) => {
  expect(findNir(lines, demonstration)).toBeUndefined()
})

it('offers no invented number where people are real', () => {
  expect(findNir(['2 84 19 57 511 500 59'])).toBeUndefined()
})
