import { h } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import CheckRefused from '../card/check/CheckRefused.vue'
import CheckWaiting from '../card/check/CheckWaiting.vue'
import DocumentChoice from '../card/check/DocumentChoice.vue'
import FilmScreen from '../card/check/FilmScreen.vue'
import SendScreen from '../card/check/SendScreen.vue'
import AwaitingStep from '../card/pages/AwaitingStep.vue'
import DeskScreen from '../card/screens/DeskScreen.vue'
import IdentityStep from '../card/screens/IdentityStep.vue'
import type { MrzSaid } from '../src/ocr/find-mrz.ts'

const now = new Date(2026, 3, 14, 18, 9)
const sentAt = new Date(2026, 3, 14, 18, 4)
const inMinutes = (count: number) => new Date(now.getTime() + count * 60_000)

const said: MrzSaid = {
  lines: [],
  familyName: 'AUBERTIN',
  givenNames: 'CLAIRE',
  birthDate: '1984-03-12',
  documentNumber: 'SPEC1MEN7',
  expiryDate: '2035-01-01',
}
const complete = { kind: 'complete' } as const
const send = { said, isChallengeOver: false, until: 'jusqu’à demain 18 h 04' }
const differs = { state: 'differs', differing: ['familyName', 'birthDate'] } as const

/** The screens of a check by video and of the desk, by address; the films want a camera. */
export const checkScenes: Record<string, () => ReturnType<typeof h>> = {
  'check-choice': () => h(DocumentChoice, { canFilm: true }),
  'check-choice-unsupported': () => h(DocumentChoice, { canFilm: false }),
  'check-document': () =>
    h(FilmScreen, {
      kind: 'document',
      steps: [
        'Le recto, à plat, en entier.',
        'Retournez-le : le verso.',
        'Inclinez-le doucement, pour ses reflets.',
      ],
    }),
  'check-fault': () =>
    h(FilmScreen, { kind: 'face', steps: ['Tournez la tête à gauche.'], fault: 'no-sound' }),
  'check-face': () =>
    h(FilmScreen, {
      kind: 'face',
      steps: [
        'Tournez la tête à gauche.',
        'Levez la tête.',
        'Tournez la tête à droite.',
        'Dites tout haut : 4 0 7',
      ],
    }),
  'check-send': () =>
    h(SendScreen, {
      ...send,
      films: { document: complete, face: { kind: 'sending', share: 0.45 } },
    }),
  'check-send-paused': () =>
    h(SendScreen, {
      ...send,
      films: {
        document: { kind: 'sending', share: 0.7, isPaused: true },
        face: { kind: 'sending', share: 0.1, isPaused: true },
      },
    }),
  'check-send-stopped': () =>
    h(SendScreen, {
      isChallengeOver: true,
      films: {
        document: complete,
        face: { kind: 'sending', share: 0.45, stopped: new Refusal('network-down') },
      },
    }),
  'check-send-sent': () =>
    h(SendScreen, { ...send, films: { document: complete, face: complete } }),
  'check-waiting': () => h(CheckWaiting, { sentAt, now, estimateMs: 6_300_000 }),
  'check-waiting-unknown': () => h(CheckWaiting, { sentAt, now }),
  'check-refused': () =>
    h(CheckRefused, {
      reasons: ['document-cut', 'face-dark'],
      hint: 'Posez la carte sur une table, puis reculez le téléphone.',
      attemptsLeft: 4,
    }),
  'check-refused-traits': () =>
    h(CheckRefused, {
      reasons: ['document-cut', 'traits-differ'],
      differing: ['familyName'],
      attemptsLeft: 3,
    }),
  'check-refused-last': () => h(CheckRefused, { reasons: ['suspected-fraud'], attemptsLeft: 0 }),
  'desk-none': () =>
    h(DeskScreen, {
      stage: 'identity',
      code: undefined,
      expiresAt: undefined,
      isWaiting: false,
      now,
    }),
  'desk-code': () =>
    h(DeskScreen, {
      stage: 'contact',
      code: '7KQ4MX2H',
      expiresAt: inMinutes(11),
      isWaiting: false,
      now,
    }),
  'desk-waiting': () =>
    h(DeskScreen, {
      stage: 'identity',
      code: undefined,
      expiresAt: inMinutes(52),
      isWaiting: true,
      now,
    }),
  'desk-refused': () =>
    h(DeskScreen, {
      stage: 'identity',
      code: undefined,
      expiresAt: undefined,
      isWaiting: false,
      outcome: 'refused',
      now,
    }),
  'desk-lapsed': () =>
    h(DeskScreen, {
      stage: 'contact',
      code: undefined,
      expiresAt: undefined,
      isWaiting: false,
      outcome: 'lapsed',
      now,
    }),
  'check-too-old': () => h(DocumentChoice, { canFilm: true, isTooOld: true }),
  'identity-lapsed': () => h(IdentityStep, { state: 'lapsed', differing: [] }),
  awaiting: () => h(AwaitingStep),
  'awaiting-refused': () => h(AwaitingStep, { refusal: new Refusal('network-down') }),
  'identity-differs-open': () => h(IdentityStep, { ...differs, correction: 'open' }),
  'identity-differs-closed': () => h(IdentityStep, { ...differs, correction: 'closed' }),
}
