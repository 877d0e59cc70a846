import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { fromBase64url, toBase64url } from './base64url.ts'
import { concatBytes, equalBytes, utf8 } from './bytes.ts'
import { fromHex, toHex } from './hex.ts'

const someBytes = fc.uint8Array({ maxLength: 100 })

describe('bytes as text', () => {
  test('hex and base64url come back as they went', () => {
    fc.assert(
      fc.property(someBytes, (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(new Uint8Array(bytes))
        expect(fromBase64url(toBase64url(bytes))).toEqual(new Uint8Array(bytes))
      }),
    )
  })

  test.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foobar', 'Zm9vYmFy'],
  ])('writes %j as RFC 4648 does', (text, encoded) => {
    expect(toBase64url(utf8(text))).toBe(encoded)
  })

  test('uses the two characters that are safe in an address', () => {
    expect(toBase64url(new Uint8Array([0xfb, 0xff]))).toBe('-_8')
  })

  test.each(['Zg==', 'Z', 'Zh', 'Zm9', 'Zm 9', 'Zm+v', 'Zm/v'])('refuses %j', (text) => {
    expect(() => fromBase64url(text)).toThrow(TypeError)
  })

  test.each(['0', '0g', ' 00'])('refuses %j as hexadecimal', (text) => {
    expect(() => fromHex(text)).toThrow(TypeError)
  })
})

describe('bytes compared and joined', () => {
  test('equal only when length and every byte agree', () => {
    fc.assert(
      fc.property(someBytes, someBytes, (one, other) => {
        expect(equalBytes(one, other)).toBe(toHex(one) === toHex(other))
        expect(equalBytes(one, new Uint8Array(one))).toBe(true)
      }),
    )
  })

  test('joins in order', () => {
    expect(concatBytes(fromHex('01'), fromHex(''), fromHex('0203'))).toEqual(fromHex('010203'))
  })
})
