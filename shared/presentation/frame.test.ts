import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { toHex } from '../bytes/hex.ts'
import { decodeDigits, encodeDigits } from './digits.ts'
import { checkDigits, cleanScan, encodeFrame, readFrame, type FrameType } from './frame.ts'
import { padPacked, unpadPacked } from './padding.ts'

const someBytes = fc
  .uint8Array({ minLength: 1, maxLength: 600 })
  .map((bytes) => new Uint8Array(bytes))
const anyType = fc.constantFrom<FrameType>(1, 2, 3)

function garble(text: string, keys: string): string {
  return [...text].map((digit) => keys.charAt(Number(digit))).join('')
}

describe('digits', () => {
  test('give back the bytes they stand for', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        expect(decodeDigits(encodeDigits(bytes))).toEqual(bytes)
      }),
    )
  })

  test('stand for one string of bytes only', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,60}$/), (text) => {
        const bytes = decodeDigits(text)
        if (bytes !== undefined) expect(encodeDigits(bytes)).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['72057594037927935', 'ffffffffffffff'],
    ['00000000000000000', '00000000000000'],
    ['255', 'ff'],
    ['281474976710655', 'ffffffffffff'],
  ])('%s is the most or least of its length', (text, hex) => {
    expect(toHex(decodeDigits(text) ?? new Uint8Array())).toBe(hex)
  })

  test.each(['72057594037927936', '99999999999999999', '256', '65536', '1', '12', '1234'])(
    '%s stands for no bytes',
    (text) => {
      expect(decodeDigits(text)).toBeUndefined()
    },
  )
})

describe('a frame', () => {
  test('comes back as it went, and as an AZERTY host garbles it', () => {
    fc.assert(
      fc.property(anyType, someBytes, (type, body) => {
        const text = encodeFrame({ type, body })
        expect(readFrame(text)).toEqual({ type, body })
        for (const keys of ['à&é"\'(-è_ç', 'À&É"\'(-È_Ç', 'à&é"\'(§è!ç']) {
          expect(readFrame(`\t ${garble(text, keys)}\r\n`)).toEqual({ type, body })
        }
      }),
    )
  })

  test('with one digit changed or two neighbours swapped is read as an error', () => {
    const text = encodeFrame({ type: 2, body: new Uint8Array(40).fill(77) })
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: text.length - 1 }),
        fc.integer({ min: 1, max: 9 }),
        (place, shift) => {
          const digit = (Number(text.charAt(place)) + shift) % 10
          const wrong = text.slice(0, place) + String(digit) + text.slice(place + 1)
          expect(readFrame(wrong)).toEqual({ not: 'unreadable' })
        },
      ),
    )
    for (let place = 4; place < text.length - 1; place++) {
      const [one, two] = [text.charAt(place), text.charAt(place + 1)]
      const swapped = text.slice(0, place) + two + one + text.slice(place + 2)
      const expected = one === two ? { type: 2 } : { not: 'unreadable' }
      expect(readFrame(swapped)).toMatchObject(expected)
    }
  })

  test('has check digits by ISO 7064 MOD 97-10', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,40}$/), (digits) => {
        const whole = BigInt(digits + checkDigits(digits))
        expect(whole % 97n).toBe(1n)
      }),
    )
  })

  test('blanks inside and foreign letters stay, so that it is foreign', () => {
    expect(cleanScan(' 27 11\r')).toBe('27 11')
    expect(cleanScan('27x')).toBe('27x')
    expect(readFrame('')).toEqual({ not: 'foreign' })
  })
})

describe('padding', () => {
  test('is undone, and takes the least length of its ladder', () => {
    fc.assert(
      fc.property(someBytes, fc.constantFrom('card', 'reference'), (bytes, what) => {
        const padded = padPacked(bytes, what)
        const least = what === 'card' ? 352 : 112
        expect((padded.length - least) % 64).toBe(0)
        expect(padded.length - bytes.length <= 64 || padded.length === least).toBe(true)
        expect(unpadPacked(padded, what)).toEqual(bytes)
      }),
    )
  })

  test('of any other length or filling is refused', () => {
    const padded = padPacked(new Uint8Array(100).fill(1), 'card')
    expect(unpadPacked(padded.slice(0, 351), 'card')).toBeUndefined()
    expect(unpadPacked(new Uint8Array(416).fill(0), 'card')).toBeUndefined()
    expect(unpadPacked(padded, 'reference')).toBeUndefined()
    const longer = new Uint8Array(416)
    longer.set(padded)
    expect(unpadPacked(longer, 'card')).toBeUndefined()
    expect(unpadPacked(new Uint8Array(), 'card')).toBeUndefined()
  })
})
