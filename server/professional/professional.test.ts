import { expect, test } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import { readProfessional } from './professional.ts'

const claims = {
  sub: 'f:1',
  SubjectNameID: '899700000019',
  given_name: 'INÈS',
  family_name: 'CARPENTIER',
  SubjectRefPro: {
    codeCivilite: 'MME',
    exercices: [
      {
        codeProfession: '21',
        nomDexercice: 'Carpentier',
        prenomDexercice: 'Inès',
        activities: [{ codeModeExercice: 'L', raisonSocialeSite: 'Pharmacie des Tilleuls' }],
      },
    ],
  },
}

function codeOf(given: Record<string, unknown>): string {
  try {
    readProfessional(given)
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
  return 'accepted'
}

test('reads the practice Pro Santé Connect tells of', () => {
  expect(readProfessional(claims)).toEqual({
    nationalId: '899700000019',
    name: 'Inès Carpentier',
    professionCode: '21',
    organisation: 'Pharmacie des Tilleuls',
  })
})

test('takes the civil names where the practice has none, and no organisation where none is told', () => {
  const exercices = [{ codeProfession: '10' }]
  const professional = readProfessional({ ...claims, SubjectRefPro: { exercices } })
  expect(professional).toMatchObject({ name: 'INÈS CARPENTIER', organisation: '' })
})

test.each([
  ['no SubjectRefPro', { ...claims, SubjectRefPro: undefined }],
  ['no practice', { ...claims, SubjectRefPro: { exercices: [] } }],
])('refuses %s as not a professional', (_, given) => {
  expect(codeOf(given)).toBe('not-a-professional')
})

test.each([
  ['a SubjectRefPro that is a text', { ...claims, SubjectRefPro: 'x' }],
  ['practices that are no list', { ...claims, SubjectRefPro: { exercices: {} } }],
  ['a practice that is a number', { ...claims, SubjectRefPro: { exercices: [3] } }],
  ['no national id', { ...claims, SubjectNameID: undefined }],
  ['no profession', { ...claims, SubjectRefPro: { exercices: [{ nomDexercice: 'X' }] } }],
])('refuses %s as a failed sign-in', (_, given) => {
  expect(codeOf(given)).toBe('sign-in-failed')
})
