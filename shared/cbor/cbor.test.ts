import { describe, expect, test } from 'vitest'
import { decode, encode } from 'cbor2'
import * as fc from 'fast-check'
import { concatBytes } from '../bytes/bytes.ts'
import { fromHex, toHex } from '../bytes/hex.ts'
import { CborError, CborReader } from './cbor-reader.ts'
import { encodeCbor, type CborValue } from './cbor-writer.ts'

const integer = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296),
  fc.constantFrom(-1, -24, -25, -256, -257, -65_536, -65_537, Number.MAX_SAFE_INTEGER),
)
const text = fc.string({ unit: 'grapheme', maxLength: 60 })
const leaf: fc.Arbitrary<CborValue> = fc.oneof(
  integer,
  text,
  fc.boolean(),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
)
const { value: anyValue } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 30 }),
    fc
      .array(fc.tuple(fc.oneof(integer, text), tie('value')), { maxLength: 30 })
      .map((entries) => new Map(entries)),
  ),
}))

/** Reads whatever comes, as the formats' own readers never do. */
function readAny(reader: CborReader): CborValue {
  switch (reader.peekMajor()) {
    case 0:
    case 1:
      return reader.integer()
    case 2:
      return new Uint8Array(reader.bytes())
    case 3:
      return reader.text()
    case 4: {
      // One by one: a count beyond what an array may hold is refused at the first that is not there.
      const all: CborValue[] = []
      for (let left = reader.array(); left > 0; left--) all.push(readAny(reader))
      return all
    }
    default:
      return reader.boolean()
  }
}

function read<T>(hex: string, how: (reader: CborReader) => T): T {
  const reader = new CborReader(fromHex(hex))
  const value = how(reader)
  reader.end()
  return value
}

describe('writing', () => {
  test('gives the bytes another library gives', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(toHex(encodeCbor(value))).toBe(toHex(encode(value, { cde: true })))
      }),
    )
  })

  test.each([1.5, Number.NaN, Infinity, 2 ** 53, -(2 ** 53), '\ud800'])('refuses %j', (value) => {
    expect(() => encodeCbor(value)).toThrow(TypeError)
  })
})

describe('reading', () => {
  test('gives back what was written', () => {
    const flat = fc.oneof(leaf, fc.array(leaf, { maxLength: 30 }))
    fc.assert(
      fc.property(flat, (value) => {
        const reader = new CborReader(encodeCbor(value))
        expect(readAny(reader)).toEqual(value)
        reader.end()
      }),
    )
  })

  test('accepts no leaf that another strict library refuses or reads otherwise', () => {
    const strict = { cde: true, rejectDuplicateKeys: true, requirePreferred: true } as const
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (input) => {
        const bytes = new Uint8Array(input)
        let ours: CborValue
        try {
          const reader = new CborReader(bytes)
          ours = readAny(reader)
          reader.end()
        } catch (error) {
          expect(error).toBeInstanceOf(CborError)
          return
        }
        expect(ours).toEqual(decode(bytes, strict))
        expect(encodeCbor(ours)).toEqual(bytes)
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['1817', 'a small integer in two bytes'],
    ['1900ff', 'one byte would do'],
    ['1a0000ffff', 'two bytes would do'],
    ['1b00000000ffffffff', 'four bytes would do'],
    ['1b0020000000000000', '2^53'],
    ['1bffffffffffffffff', '2^64 - 1'],
    ['1c', 'reserved'],
    ['18', 'cut'],
    ['20', 'negative'],
    ['c101', 'a tag'],
    ['f90000', 'a float'],
    ['f6', 'null'],
    ['', 'nothing'],
    ['0000', 'left over'],
  ])('refuses %s as an unsigned integer: %s', (hex) => {
    expect(() => read(hex, (reader) => reader.unsigned())).toThrow(CborError)
  })

  test.each([
    ['7f6161ff', 'in chunks'],
    ['62c328', 'not UTF-8'],
    ['62c181', 'overlong'],
    ['63eda080', 'a surrogate'],
    ['6261', 'cut'],
    ['7bffffffffffffffff', 'a length beyond all memory'],
  ])('refuses %s as text: %s', (hex) => {
    expect(() => read(hex, (reader) => reader.text())).toThrow(CborError)
  })

  test('keeps a byte order mark, which is part of a text', () => {
    expect(read('64efbbbf61', (reader) => reader.text())).toBe('\ufeffa')
  })
})

function readMap(hex: string) {
  return read(hex, (reader) => {
    const map = reader.map()
    map.need(1)
    const one = reader.unsigned()
    const two = map.has(2) ? reader.unsigned() : undefined
    map.need(-1)
    const minus = reader.unsigned()
    map.end()
    return [one, two, minus]
  })
}

describe('a closed map', () => {
  test('is read key by key, the optional ones too', () => {
    expect(readMap('a3010a020b200c')).toEqual([10, 11, 12])
    expect(readMap('a2010a200c')).toEqual([10, undefined, 12])
  })

  test.each([
    ['a2200c010a', 'out of order'],
    ['a3010a010a200c', 'a key twice'],
    ['a3010a030b200c', 'an unknown key'],
    ['a3010a200c210d', 'an unknown last key'],
    ['a1010a', 'a key missing'],
    ['a2010a20', 'cut'],
    ['a218010a200c', 'a key in two bytes'],
    ['a24101 0a200c'.replace(' ', ''), 'a key of bytes'],
    ['bf010a200cff', 'indefinite'],
  ])('%s is refused: %s', (hex) => {
    expect(() => readMap(hex)).toThrow(CborError)
  })
})

test('a whole item can be had as it was written', () => {
  const reader = new CborReader(concatBytes(fromHex('01'), fromHex('8201f5'), fromHex('02')))
  reader.unsigned()
  const start = reader.position
  reader.array(2)
  reader.unsigned()
  reader.boolean()
  expect(toHex(reader.since(start))).toBe('8201f5')
})
