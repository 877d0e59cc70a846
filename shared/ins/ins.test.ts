import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nirKey, parseNir } from '../nir/nir.ts'
import { insDatamatrix } from './ins-datamatrix.ts'
import { insText } from './ins-text.ts'
import { type Ins, insName, insOid, makeIns } from './ins.ts'

const claire = parseNir('2 84 19 57 511 500 59', { allowDemonstration: true })
const traits = {
  familyName: 'LEVÊQUE d’ŒUVRARD',
  givenNames: 'Ange-Toussaint, Dumè',
  sex: 'male',
  birthDate: '1976-07-02',
  birthPlaceCode: '2A004',
} as const

describe('the names of an INS', () => {
  test.each([
    ['García–Hämmadi', 'GARCIA-HAMMADI'],
    ['Ange-Toussaint, Dumè', 'ANGE-TOUSSAINT DUME'],
    ['d’Œuvrard', "D'OEUVRARD"],
    ['N´Diaye', "N'DIAYE"],
    ['DUPONT--DURAND', 'DUPONT--DURAND'],
    ['  Łukasz   Weiß ', 'LUKASZ WEISS'],
    ['Jean\u00a0Noël', 'JEAN NOEL'],
  ])('%s is %s', (name, ins) => {
    expect(insName(name)).toBe(ins)
    expect(insName(name.normalize('NFD'))).toBe(ins)
    expect(insName(ins)).toBe(ins)
  })
})

test('an INS is under the authority of its card’s class, and of what kind its number is', () => {
  const provisional = parseNir(`7840357511500${nirKey('7840357511500')}`)
  const registered = parseNir(`2840357511500${nirKey('2840357511500')}`)
  expect(insOid(registered, 'production')).toBe('1.2.250.1.213.1.4.8')
  expect(insOid(provisional, 'production')).toBe('1.2.250.1.213.1.4.9')
  for (const number of [registered, provisional, claire]) {
    expect(insOid(number, 'test')).toBe('1.2.250.1.213.1.4.10')
    expect(insOid(number, 'demonstration')).toBe('1.2.250.1.213.1.4.11')
  }
})

describe('the content of the datamatrix', () => {
  test('is exact to the character', () => {
    const production = { ...makeIns(claire, traits, 'production'), birthName: 'LEVEQUE' }
    expect(insDatamatrix(production)).toBe(
      'IS010000000000000000000000' +
        'S1284195751150059' +
        'S21.2.250.1.213.1.4.8\x1d' +
        'S3ANGE-TOUSSAINT DUME\x1d' +
        'S4LEVEQUE\x1d' +
        'S5M' +
        'S602-07-1976' +
        'S72A004',
    )
  })

  test('has no separator after a field as long as it may be', () => {
    const ins = { ...makeIns(claire, traits, 'demonstration'), birthName: 'A'.repeat(100) }
    expect(insDatamatrix(ins)).toContain('S21.2.250.1.213.1.4.11S3ANGE')
    expect(insDatamatrix(ins)).toContain(`S4${'A'.repeat(100)}S5M`)
  })

  test.each([
    { birthName: '' },
    { birthName: 'A'.repeat(101) },
    { givenNames: 'A'.repeat(101) },
    { givenNames: 'ΑΝΝΑ' },
    { birthName: 'S4\x1d' },
    { birthDate: '1976-7-2' },
    { birthPlaceCode: '' },
    { matricule: '2841957511500' },
    { oid: '1.2.250' },
  ])('is not there where a trait does not fit: %j', (change) => {
    expect(insDatamatrix({ ...makeIns(claire, traits, 'production'), ...change })).toBeUndefined()
  })

  test('is read back as it was written', () => {
    const name = fc.stringMatching(/^[A-Z](?:[A-Z' -]{0,98}[A-Z])?$/)
    const two = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, '0'))
    const arbitrary: fc.Arbitrary<Ins> = fc.record({
      matricule: fc.stringMatching(/^[1-8][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{8}$/),
      oid: fc.constantFrom(...['8', '9', '10', '11'].map((last) => `1.2.250.1.213.1.4.${last}`)),
      birthName: name,
      givenNames: name,
      sex: fc.constantFrom('female', 'male'),
      birthDate: fc.tuple(two, two, two).map(([year, month, day]) => `19${year}-${month}-${day}`),
      birthPlaceCode: fc.stringMatching(/^[0-9][0-9AB][0-9]{3}$/),
    })
    fc.assert(
      fc.property(arbitrary, (ins) => {
        const text = insDatamatrix(ins) ?? expect.fail('it fits')
        expect(readBack(text)).toEqual({
          S1: ins.matricule,
          S2: ins.oid,
          S3: ins.givenNames,
          S4: ins.birthName,
          S5: ins.sex === 'female' ? 'F' : 'M',
          S6: ins.birthDate.split('-').toReversed().join('-'),
          S7: ins.birthPlaceCode,
        })
      }),
    )
  })
})

test('is copied as lines under the names of the national rules', () => {
  expect(insText(makeIns(claire, traits, 'demonstration'))).toBe(
    `Matricule INS : 284195751150059
OID : 1.2.250.1.213.1.4.11
Nom de naissance : LEVEQUE D'OEUVRARD
Prénoms de naissance : ANGE-TOUSSAINT DUME
Sexe : M
Date de naissance : 02/07/1976
Lieu de naissance (code COG) : 2A004`,
  )
})

/** A scanner's reading, by the sizes of the fields alone: a fixed one by its length, the others up to GS or their most. */
function readBack(text: string): Record<string, string> {
  const sizes: Record<string, number> = { S1: 15, S2: 20, S3: 100, S4: 100, S5: 1, S6: 10, S7: 5 }
  expect(text.slice(0, 26)).toBe(`IS01${'0'.repeat(22)}`)
  const fields: Record<string, string> = {}
  for (let at = 26; at < text.length;) {
    const name = text.slice(at, at + 2)
    const most = sizes[name] ?? expect.fail(`no field is called ${name}`)
    const whole = text.slice(at + 2, at + 2 + most)
    const end = whole.indexOf('\x1d')
    const value = end < 0 ? whole : whole.slice(0, end)
    fields[name] = value
    at += 2 + value.length + (end < 0 ? 0 : 1)
  }
  return fields
}
