import { expect, it } from 'vitest'
import { findMrz } from './find-mrz.ts'

const at = new Date('2026-11-22T00:00:00Z')
/** The specimens of ICAO Doc 9303-5 and -4. */
const card = [
  'I<UTOD231458907<<<<<<<<<<<<<<<',
  '7408122F1204159UTO<<<<<<<<<<<6',
  'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
]
const passport = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
]

it('reads a card among its other lines', () => {
  expect(findMrz(['UTOPIA', ...card], at)).toEqual({
    lines: card,
    familyName: 'ERIKSSON',
    givenNames: 'ANNA MARIA',
    birthDate: '1974-08-12',
    documentNumber: 'D23145890',
    expiryDate: '2012-04-15',
  })
})

it('reads a passport, and fillers read one too short', () => {
  const short = passport.map((line) => line.replace('<<<<<', '<<<<'))
  expect(findMrz(passport, at)).toMatchObject({ documentNumber: 'L898902C3' })
  expect(findMrz(short, at)?.lines).toEqual(passport)
})

it('reads a French card of before 2021, with its whole number', () => {
  const old = ['IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<', '8806923102858CORINNE<<<<<<<6512068F6']
  expect(findMrz(old, at)).toEqual({
    lines: old,
    familyName: 'BERTHIER',
    givenNames: 'CORINNE',
    birthDate: '1965-12-06',
    documentNumber: '880692310285',
    expiryDate: '',
  })
})

it('reads a residence permit', () => {
  const permit = [
    'IRFRAX1X2X3X4X9<<<<<<<<<<<<<<<',
    '8001014F3501014MAR<<<<<<<<<<<4',
    'BENALI<<SAMIRA<<<<<<<<<<<<<<<<',
  ]
  expect(findMrz(permit, at)).toMatchObject({
    familyName: 'BENALI',
    birthDate: '1980-01-01',
    documentNumber: 'X1X2X3X4X',
    expiryDate: '2035-01-01',
  })
})

it.each(['80<<<<6F3501014UTO<<<<<<<<<<<4', '8001<<3F3501014UTO<<<<<<<<<<<8'])(
  'offers no birth date whose day is unknown: %s',
  (second) => {
    expect(findMrz(card.with(1, second), at)).toMatchObject({
      familyName: 'ERIKSSON',
      birthDate: '',
      expiryDate: '2035-01-01',
    })
  },
)

it.each([
  ['a digit read wrong', card.map((line) => line.replace('740812', '740813'))],
  ['a line missing', card.slice(1)],
  ['no zone at all', ['RÉPUBLIQUE', 'FRANÇAISE']],
  ['nothing', []],
])('offers nothing: %s', (_, lines) => {
  expect(findMrz(lines, at)).toBeUndefined()
})
