import { describe, expect, test } from 'vitest'
import { isTrivialCode } from './trivial-code.ts'

describe('a secret code', () => {
  test.each([
    ['000000', 'one digit'],
    ['474747', 'a pair'],
    ['382382', 'a triple'],
    ['123456', 'climbing'],
    ['789012', 'climbing past nine'],
    ['654321', 'falling'],
    ['321098', 'falling past zero'],
    ['120384', 'day, month, year'],
    ['031284', 'month, day, year'],
    ['840312', 'year, month, day'],
    ['198403', 'whole year and month'],
    ['121984', 'day and whole year'],
  ])('refuses %s: %s', (code) => {
    expect(isTrivialCode(code, '1984-03-12')).toBe(true)
  })

  test.each(['120385', '135790', '112358', '246813', '198765'])('takes %s', (code) => {
    expect(isTrivialCode(code, '1984-03-12')).toBe(false)
  })

  test('knows no date before it is told one', () => {
    expect(isTrivialCode('120384', null)).toBe(false)
  })
})
