import type { CheckDocument, CheckRefusal, Movement } from '@etui/shared/enrolment/check.ts'
import type { RecordingFault } from '@etui/shared/enrolment/recording.ts'
import type { PictureHint } from '../../src/check/picture-hint.ts'

/** What the screens of a check say, by the keys of the texts. */
export const documentWords = {
  'identity-card': 'check.choice.documents.identity-card',
  passport: 'check.choice.documents.passport',
  'residence-permit': 'check.choice.documents.residence-permit',
} as const satisfies Record<CheckDocument, string>

export const movementWords = {
  left: 'check.film.face.steps.left',
  right: 'check.film.face.steps.right',
  up: 'check.film.face.steps.up',
  down: 'check.film.face.steps.down',
} as const satisfies Record<Movement, string>

/** A passport has one page to show. */
export function documentSteps(kind: CheckDocument): string[] {
  const tilt = 'check.film.document.steps.tilt'
  if (kind === 'passport') return ['check.film.document.steps.photo', tilt]
  return ['check.film.document.steps.front', 'check.film.document.steps.back', tilt]
}

export const hintWords = {
  'too-dark': 'check.film.hints.too-dark',
  'too-bright': 'check.film.hints.too-bright',
  blurred: 'check.film.hints.blurred',
  'not-in-frame': 'check.film.hints.not-in-frame',
  cut: 'check.film.hints.cut',
  'not-centred': 'check.film.hints.not-centred',
} as const satisfies Record<PictureHint, string>

export const faultWords = {
  'not-a-video': 'check.film.faults.not-a-video',
  'too-short': 'check.film.faults.too-short',
  'too-long': 'check.film.faults.too-long',
  'no-sound': 'check.film.faults.no-sound',
  damaged: 'check.film.faults.damaged',
  'too-large': 'check.film.faults.too-large',
} as const satisfies Record<RecordingFault, string>

export const reasonWords = {
  'document-unreadable': 'check.refused.reasons.document-unreadable',
  'document-expired': 'check.refused.reasons.document-expired',
  'document-not-accepted': 'check.refused.reasons.document-not-accepted',
  'document-cut': 'check.refused.reasons.document-cut',
  'face-hidden': 'check.refused.reasons.face-hidden',
  'face-dark': 'check.refused.reasons.face-dark',
  'challenge-not-followed': 'check.refused.reasons.challenge-not-followed',
  'digits-not-said': 'check.refused.reasons.digits-not-said',
  'faces-differ': 'check.refused.reasons.faces-differ',
  'traits-differ': 'check.refused.reasons.traits-differ',
  'film-damaged': 'check.refused.reasons.film-damaged',
  'suspected-fraud': 'check.refused.reasons.suspected-fraud',
} as const satisfies Record<CheckRefusal, string>

/** The words for one of a closed list that came over the wire as text; undefined for one of a newer server. */
export function wordOf(words: Readonly<Record<string, string>>, told: string): string | undefined {
  return Object.hasOwn(words, told) ? words[told] : undefined
}
