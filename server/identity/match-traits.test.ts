import { describe, expect, test } from 'vitest'
import type { Traits } from '../registry/registry.ts'
import { differingTraits } from './match-traits.ts'

const claire: Traits = {
  familyName: 'AUBERTIN-LŒW',
  givenNames: 'CLAIRE, ÉLODIE',
  birthDate: '1984-03-12',
  sex: 'female',
  birthPlace: 'METZ',
}
const same = {
  familyName: 'Aubertin Loew',
  givenNames: 'Claire Elodie',
  birthDate: '1984-03-12',
  sex: 'female',
}

describe('traits of the registry and of the identity provider', () => {
  test('agree over accents, ligatures, case, hyphens and further given names', () => {
    expect(differingTraits(claire, same)).toEqual([])
    expect(differingTraits(claire, { ...same, givenNames: 'CLAIRE' })).toEqual([])
    expect(differingTraits(claire, { ...same, familyName: 'AUBERTIN—LŒW ' })).toEqual([])
  })

  test.each([
    [{ familyName: 'AUBERTIN' }, ['familyName']],
    [{ givenNames: 'ÉLODIE CLAIRE' }, ['givenNames']],
    [{ birthDate: '1984-03-13' }, ['birthDate']],
    [{ sex: 'male' }, ['sex']],
    [{ sex: 'male', givenNames: 'CLAUDE' }, ['givenNames', 'sex']],
    [{ familyName: undefined, birthDate: undefined }, ['familyName', 'birthDate']],
    [{ familyName: ' - ', givenNames: '' }, ['familyName', 'givenNames']],
  ])('tell exactly what differs: %j', (told, differing) => {
    expect(differingTraits(claire, { ...same, ...told })).toEqual(differing)
  })

  test.each([
    ['JEAN-PAUL', 'Jean-Paul Marie', true],
    ['JEAN PAUL', 'Jean-Paul', true],
    ['JEAN-PAUL', 'jean paul', true],
    ['JEAN, PAUL', 'Jean', true],
    ['JEAN-PAUL', 'Jean', false],
    ['JEAN', 'Jean-Paul', false],
    ['JEANNE', 'Jean', false],
  ])('compound given names: %s and %s', (ours, theirs, agrees) => {
    const differing = differingTraits(
      { ...claire, givenNames: ours },
      { ...same, givenNames: theirs },
    )
    expect(differing).toEqual(agrees ? [] : ['givenNames'])
  })
})
