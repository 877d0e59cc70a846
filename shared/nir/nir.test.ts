import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { Refusal } from '../refusal.ts'
import { nirFacts, nirKey, parseNir } from './nir.ts'
import { formatNir, maskNir, spokenNir } from './nir-text.ts'

function demonstration(text: string) {
  return parseNir(text, { allowDemonstration: true })
}

function refusalOf(text: string, options = {}): string {
  try {
    parseNir(text, options)
    return 'accepted'
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

/** 13 first characters with their key. */
function keyed(body: string): string {
  return body + nirKey(body)
}

describe('reading a number', () => {
  test.each([
    ['2841957511500 59', '284195751150059'],
    ['2 84 19 57 511 500 59', '284195751150059'],
    ['2.84.19.57.511.500.59', '284195751150059'],
    ['172192b99900224', '172192B99900224'],
    ['1 72 19 2A 999 002 97', 'nir-key'],
  ])('reads %j', (typed, expected) => {
    if (expected.startsWith('nir')) {
      expect(refusalOf(typed, { allowDemonstration: true })).toBe(expected)
    } else expect(demonstration(typed)).toBe(expected)
  })

  test.each([
    ['28419575115005', 'nir-length'],
    ['2841957511500590', 'nir-length'],
    ['', 'nir-length'],
    ['28419575115O059', 'nir-characters'],
    ['2A4195751150059', 'nir-characters'],
    ['284192C51150059', 'nir-characters'],
    [keyed('0841957511500'), 'nir-sex'],
    [keyed('5841957511500'), 'nir-sex'],
    [keyed('9841957511500'), 'nir-sex'],
    [keyed('2840057511500'), 'nir-month'],
    [keyed('2841357511500'), 'nir-month'],
    [keyed('2842157511500'), 'nir-month'],
    [keyed('2844357511500'), 'nir-month'],
    [keyed('2841900511500'), 'nir-place'],
    [keyed('2841957000500'), 'nir-place'],
    [keyed('2841997011500'), 'nir-place'],
    [keyed('2841998901500'), 'nir-place'],
    [keyed('2841997100500'), 'nir-place'],
    ['284195751150058', 'nir-key'],
    ['284195751150000', 'nir-key'],
    ['284195751150098', 'nir-key'],
  ])('refuses %j with %s', (text, code) => {
    expect(refusalOf(text, { allowDemonstration: true })).toBe(code)
  })

  test('takes month 19 only where people are a demonstration', () => {
    expect(refusalOf('284195751150059')).toBe('nir-month')
    expect(refusalOf('284195751150059', { allowDemonstration: true })).toBe('accepted')
  })

  test.each(['01', '12', '20', '30', '42', '50', '99'])('takes month %s', (month) => {
    expect(refusalOf(keyed(`184${month}57511500`))).toBe('accepted')
  })

  test.each(['01001', '2A004', '2B033', '20001', '75056', '95999', '97101', '98818', '99100'])(
    'takes birth place %s',
    (place) => {
      expect(refusalOf(keyed(`18419${place}500`), { allowDemonstration: true })).toBe('accepted')
    },
  )

  test.each(['1', '2', '3', '4', '7', '8'])('takes first digit %s', (first) => {
    expect(refusalOf(keyed(`${first}841957511500`), { allowDemonstration: true })).toBe('accepted')
  })

  test('tells how many characters it saw', () => {
    expect(() => parseNir('28419')).toThrow(
      expect.objectContaining({ code: 'nir-length', facts: { length: 5 } }),
    )
  })

  test('no single wrong digit passes the key', () => {
    const good = '284195751150059'
    fc.assert(
      fc.property(fc.nat(14), fc.integer({ min: 1, max: 9 }), (place, shift) => {
        const digit = (Number(good.charAt(place)) + shift) % 10
        const wrong = good.slice(0, place) + String(digit) + good.slice(place + 1)
        expect(refusalOf(wrong, { allowDemonstration: true })).not.toBe('accepted')
      }),
    )
  })

  test('one body has one key', () => {
    const body = fc
      .tuple(
        fc.constantFrom('1', '2', '3', '4', '7', '8'),
        fc.integer({ min: 0, max: 99 }),
        fc.constantFrom('01', '2A', '2B', '57', '95'),
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 999 }),
      )
      .map(([first, year, department, commune, order]) =>
        [first, pad(year, 2), '19', department, pad(commune, 3), pad(order, 3)].join(''),
      )
    fc.assert(
      fc.property(body, fc.integer({ min: 0, max: 99 }), (text, key) => {
        const right = nirKey(text)
        expect(demonstration(text + right)).toBe(text + right)
        if (pad(key, 2) !== right) {
          expect(refusalOf(text + pad(key, 2), { allowDemonstration: true })).toBe('nir-key')
        }
      }),
    )
  })
})

describe('what a number tells', () => {
  test('sex, year and month, and that it is a demonstration', () => {
    expect(nirFacts(demonstration('284195751150059'))).toEqual({
      sex: 'female',
      isProvisional: false,
      birthYear: '84',
      birthMonth: undefined,
      isDemonstration: true,
    })
    expect(nirFacts(parseNir(keyed('7840557511500')))).toEqual({
      sex: 'male',
      isProvisional: true,
      birthYear: '84',
      birthMonth: 5,
      isDemonstration: false,
    })
  })

  test('is shown in the groups of the plastic card', () => {
    expect(formatNir(demonstration('284195751150059'))).toBe('2 84 19 57 511 500 59')
    expect(formatNir(demonstration('172192B99900224'))).toBe('1 72 19 2B 999 002 24')
    expect(maskNir(demonstration('284195751150059'))).toBe('2 84 19 •• ••• ••• ••')
  })

  test('is read aloud in groups, no zero lost', () => {
    expect(spokenNir(demonstration('284195751150059'), 'fr')).toBe(
      '2, 84, 19, 57, 511, 500, clé 59',
    )
    expect(spokenNir(demonstration('172192B99900224'), 'fr')).toBe(
      '1, 72, 19, 2 B, 999, 0 0 2, clé 24',
    )
    expect(spokenNir(demonstration('284195751150059'), 'en')).toBe(
      '2, 8 4, 1 9, 5 7, 5 1 1, 5 0 0, key 5 9',
    )
  })
})

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
