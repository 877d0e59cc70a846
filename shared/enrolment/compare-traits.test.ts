import { expect, it } from 'vitest'
import { compareTraits, mrzSpellings, type MrzTraits } from './compare-traits.ts'

const ours = {
  familyName: 'HOARAU-BÈGUE',
  givenNames: 'MAËL, ANTOINE',
  birthDate: '1988-01-19',
  sex: 'male',
} as const
const read: MrzTraits = {
  familyName: 'HOARAU BEGUE',
  givenNames: 'MAEL ANTOINE',
  birthDate: '880119',
  sex: 'male',
  isCut: false,
}

it('finds nothing to say where document and registry agree', () => {
  expect(compareTraits(read, ours)).toEqual([])
})

it.each<[Partial<MrzTraits>, string[]]>([
  [{ familyName: 'HOARAU' }, ['familyName']],
  [{ familyName: 'HOARAUBEGUE' }, []],
  [{ familyName: 'HOARAU BEG', isCut: true }, []],
  [{ familyName: 'HOARAU BEG' }, ['familyName']],
  [{ familyName: '' }, ['familyName']],
  [{ familyName: undefined }, ['familyName']],
  [{ givenNames: 'MAEL' }, []],
  [{ givenNames: 'ANTOINE MAEL' }, ['givenNames']],
  [{ givenNames: 'MAELLE' }, ['givenNames']],
  [{ givenNames: 'MA', isCut: true }, []],
  [{ givenNames: 'MA' }, ['givenNames']],
  [{ givenNames: '', isCut: true }, ['givenNames']],
  [{ givenNames: undefined }, ['givenNames']],
  [{ birthDate: '880118' }, ['birthDate']],
  [{ birthDate: undefined }, ['birthDate']],
  [{ sex: 'female' }, ['sex']],
  [{ sex: 'unspecified' }, []],
  [{ sex: undefined }, ['sex']],
  [{ familyName: 'X', birthDate: '000000' }, ['familyName', 'birthDate']],
])('%j differs in %j', (change, differing) => {
  expect(compareTraits({ ...read, ...change }, ours)).toEqual(differing)
})

it.each([
  ['ANGE TOUSSAINT DUME', true],
  ['ANGETOUSSAINT', true],
  ['ANGE', false],
  ['ANGE T', false],
])('a compound first name against %s: %s', (givenNames, isSame) => {
  const compound = { ...ours, givenNames: 'ANGE-TOUSSAINT, DUMÈ' }
  expect(compareTraits({ ...read, givenNames }, compound)).toEqual(isSame ? [] : ['givenNames'])
})

it('takes a cut compound name for what is left of it', () => {
  const compound = { ...ours, givenNames: 'ANGE-TOUSSAINT' }
  expect(compareTraits({ ...read, givenNames: 'ANGE TOUS', isCut: true }, compound)).toEqual([])
})

it('takes an unknown month and day for none', () => {
  const lunar = { ...ours, birthDate: '1965-00-00' }
  expect(compareTraits({ ...read, birthDate: '65<<<<' }, lunar)).toEqual([])
})

it.each([
  ['ŒDÈLE', ['OEDELE']],
  ['Ælfric', ['AELFRIC']],
  ['STRAẞER', ['STRASSER']],
  ['Groß', ['GROSS']],
  ['MÜLLER', ['MULLER', 'MUELLER']],
  ['PEÑA', ['PENA', 'PENXXA']],
  ['d’Arc', ['D<ARC']],
  ["D'ARC", ['D<ARC']],
  ['LE  GOFF-KERDRAON', ['LE<GOFF<KERDRAON']],
  ['ŁUKASZ', ['LUKASZ']],
  ['çà', ['CA']],
])('writes %s as %j', (name, spellings) => {
  expect(mrzSpellings(name)).toEqual(spellings)
})
