import { expect, test } from 'vitest'
import { readMrz } from './read-mrz.ts'

test('reads a passport', () => {
  const lines = [
    'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
    'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
  ]
  expect(readMrz(lines)).toEqual({
    familyName: 'ERIKSSON',
    givenNames: 'ANNA MARIA',
    birthDate: '740812',
    sex: 'female',
    isCut: false,
  })
  const [first = '', second = ''] = lines
  expect(readMrz([first, second.replace('7408122', '7408132')])?.birthDate).toBeUndefined()
  expect(readMrz([first, second.replace('F12', '<12')])?.sex).toBe('unspecified')
})

test('reads an electronic identity card', () => {
  const lines = [
    'I<UTOD231458907<<<<<<<<<<<<<<<',
    '7408122F1204159UTO<<<<<<<<<<<6',
    'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
  ]
  expect(readMrz(lines)).toMatchObject({ familyName: 'ERIKSSON', birthDate: '740812' })
  const cut = lines.with(2, 'ERIKSSON<<ANNA<MARIA<ELISABETH')
  expect(readMrz(cut)).toMatchObject({ isCut: true })
})

test('reads a French identity card of before 2021', () => {
  const lines = ['IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<', '8806923102858CORINNE<<<<<<<6512068F6']
  expect(readMrz(lines)).toEqual({
    familyName: 'BERTHIER',
    givenNames: 'CORINNE',
    birthDate: '651206',
    sex: 'female',
    isCut: false,
  })
})

test.each([[[]], [['']], [['HELLO', 'WORLD']], [['P<UTO', 'x'.repeat(44)]]])(
  'finds nothing in %j',
  (lines) => {
    expect(readMrz(lines)).toBeUndefined()
  },
)
