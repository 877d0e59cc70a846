import { expect, it } from 'vitest'
import { readBirthDate } from './birth-date.ts'

it.each([
  ['12/03/1984', '1984-03-12'],
  ['12 3 1984', '1984-03-12'],
  ['1.3.1984', '1984-03-01'],
  ['12031984', '1984-03-12'],
])('reads %s as a person writes it', (typed, told) => {
  expect(readBirthDate(typed)).toBe(told)
})

it('keeps a month that no calendar has', () => {
  expect(readBirthDate('12/19/1984')).toBe('1984-19-12')
})

it.each(['', '1984', '12/03/84', '12/03/19844', 'douze mars', '12/03/0084'])(
  'makes no date of "%s"',
  (typed) => {
    expect(readBirthDate(typed)).toBeUndefined()
  },
)
