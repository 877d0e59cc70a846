import type { CheckDocument, CheckRefusal, Movement } from '@etui/shared/enrolment/check.ts'

/** Keys of the texts for what the wire names by a word of its own. */
const reasons: Readonly<Record<CheckRefusal, string>> = {
  'document-unreadable': 'reasons.document-unreadable',
  'document-expired': 'reasons.document-expired',
  'document-not-accepted': 'reasons.document-not-accepted',
  'document-cut': 'reasons.document-cut',
  'face-hidden': 'reasons.face-hidden',
  'face-dark': 'reasons.face-dark',
  'challenge-not-followed': 'reasons.challenge-not-followed',
  'digits-not-said': 'reasons.digits-not-said',
  'faces-differ': 'reasons.faces-differ',
  'traits-differ': 'reasons.traits-differ',
  'film-damaged': 'reasons.film-damaged',
  'suspected-fraud': 'reasons.suspected-fraud',
}
const states: Readonly<Record<string, string>> = {
  accepted: 'states.accepted',
  refused: 'states.refused',
  withdrawn: 'states.withdrawn',
  waiting: 'states.waiting',
}
const documents: Readonly<Record<CheckDocument, string>> = {
  passport: 'documents.passport',
  'identity-card': 'documents.identity-card',
  'residence-permit': 'documents.residence-permit',
}
const movements: Readonly<Record<Movement, string>> = {
  left: 'movements.left',
  right: 'movements.right',
  up: 'movements.up',
  down: 'movements.down',
}

const traits: Readonly<Record<string, string>> = {
  familyName: 'traits.familyName',
  givenNames: 'traits.givenNames',
  birthDate: 'traits.birthDate',
  sex: 'traits.sex',
}

export function reasonKey(reason: string): string {
  return (reasons as Readonly<Record<string, string>>)[reason] ?? 'reasons.other'
}

export function stateKey(state: string): string {
  return states[state] ?? 'states.other'
}

export function documentKey(kind: CheckDocument): string {
  return documents[kind]
}

export function movementKey(movement: Movement): string {
  return movements[movement]
}

export function traitKey(trait: string): string {
  return traits[trait] ?? 'traits.trait'
}
