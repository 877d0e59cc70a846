import { describe, expect, it } from 'vitest'
import { keyDigit } from './key-digit.ts'

/** The ten keys of the digit row, 1 to 9 then 0, as hosts spell them. */
const hosts = {
  'AZERTY, Windows': `&é"'(-è_çà`,
  'AZERTY, Caps Lock that shifts letters': `&É"'(-È_ÇÀ`,
  'AZERTY, Caps Lock that shifts all': '1234567890',
  'AZERTY, Mac': `&é"'(§è!çà`,
  QWERTY: '1234567890',
  'QWERTY, Shift': '!@#$%^&*()',
  'QWERTZ, Shift': `!"§$%&/()=`,
}
const codes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map((digit) => `Digit${digit}`)

describe('the digit a scanner meant', () => {
  it.each(Object.entries(hosts))('is told by the place of the key on %s', (_, row) => {
    const digits = [...row].map((key, place) => keyDigit({ key, code: codes[place] ?? '' }))
    expect(digits.join('')).toBe('1234567890')
  })

  it.each(Object.entries(hosts).slice(0, 5))('is told by the character alone on %s', (_, row) => {
    const digits = [...row].map((key) => keyDigit({ key, code: '' }))
    expect(digits.join('')).toBe('1234567890')
  })

  it('is told by the place of a dead key and of one under composition', () => {
    expect(keyDigit({ key: 'Dead', code: 'Digit7' })).toBe('7')
    expect(keyDigit({ key: 'Process', code: 'Digit2' })).toBe('2')
    expect(keyDigit({ key: 'Unidentified', code: 'Digit4' })).toBe('4')
  })

  it('takes the number pad, but not an Alt spelling', () => {
    expect(keyDigit({ key: '5', code: 'Numpad5' })).toBe('5')
    expect(keyDigit({ key: 'End', code: 'Numpad1' })).toBe('1')
    expect(keyDigit({ key: '4', code: 'Numpad4', altKey: true })).toBeUndefined()
  })

  it('knows an accent typed in two parts', () => {
    expect(keyDigit({ key: 'e\u0301', code: '' })).toBe('2')
  })

  it.each(['a', 'h', '/', ':', ' ', 'Enter', 'Shift', '^', '10'])('sees none in %s', (key) => {
    expect(keyDigit({ key, code: '' })).toBeUndefined()
  })
})
