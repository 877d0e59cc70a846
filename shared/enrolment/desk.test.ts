import { expect, it } from 'vitest'
import { deskAlphabet, deskCodeLength, readDeskCode } from './desk.ts'

it.each([
  ['7KQ2MXVB', '7KQ2MXVB'],
  ['7kq2 mxvb', '7KQ2MXVB'],
  [' 7KQ2-MXVB ', '7KQ2MXVB'],
])('reads the code typed as %j', (typed, code) => {
  expect(readDeskCode(typed)).toBe(code)
})

it.each([['7KQ2MXV'], ['7KQ2MXVBB'], ['7KQ2MXV0'], ['7KQ2MXVI'], ['7KQ2MXVÉ'], ['']])(
  'finds no code in %j',
  (typed) => {
    expect(readDeskCode(typed)).toBeUndefined()
  },
)

it('is written in signs that nobody takes for another, and too many to guess', () => {
  expect(deskAlphabet).not.toMatch(/[01ILOU]/)
  expect(new Set(deskAlphabet).size).toBe(deskAlphabet.length)
  expect(deskAlphabet.length ** deskCodeLength).toBeGreaterThan(5e11)
})
