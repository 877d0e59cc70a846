import { h, ref } from 'vue'

import type { CardView } from '../card/screens/card-view.ts'
import NetworkNeeded from '../card/pages/NetworkNeeded.vue'
import BoundCodeScreen from '../card/counter-code/BoundCodeScreen.vue'
import BlockedScreen from '../card/screens/BlockedScreen.vue'
import CodeStep from '../card/screens/CodeStep.vue'
import ContactStep from '../card/screens/ContactStep.vue'
import DoneStep from '../card/screens/DoneStep.vue'
import HomeScreen from '../card/screens/HomeScreen.vue'
import IdentityStep from '../card/screens/IdentityStep.vue'
import InstallScreen from '../card/screens/InstallScreen.vue'
import LockScreen from '../card/screens/LockScreen.vue'
import PasskeyStep from '../card/screens/PasskeyStep.vue'
import PersonStep from '../card/screens/PersonStep.vue'
import PresentationScreen from '../card/screens/PresentationScreen.vue'
import RefreshSuspendedScreen from '../card/screens/RefreshSuspendedScreen.vue'
import SettingsScreen from '../card/screens/SettingsScreen.vue'
import StorageLostScreen from '../card/screens/StorageLostScreen.vue'
import TermsStep from '../card/screens/TermsStep.vue'
import WaitingScreen from '../card/screens/WaitingScreen.vue'
import WelcomeScreen from '../card/screens/WelcomeScreen.vue'
import { languages } from '../src/i18n/language.ts'
import { checkScenes } from './check-scenes.ts'
import { consoleScenes } from './console-scenes.ts'
import DeskScene from './DeskScene.vue'
import { historyScenes } from './history-scenes.ts'
import PartsScene from './PartsScene.vue'
import SampleCode from './SampleCode.vue'

const now = new Date(2026, 3, 14, 10, 42, 7)
const askedAt = new Date(2026, 3, 14, 8, 12)
const until =
  'Vous pouvez finir jusqu’au 28 avril à 10 h 42, sur ce téléphone. Après, il faudra prouver de nouveau votre identité.'
const chosen = ref('0')
const hidden = ref(false)
const language = ref('fr')

const cards: [CardView, ...CardView[]] = [
  person('0', 'Claire', 'AUBERTIN', 19840312, '284195751150059'),
  person('1', 'Jules', 'AUBERTIN', 20150603, '284195751150059'),
  person('2', 'Nour', 'AUBERTIN', 20180921, '284195751150059'),
]

function person(
  id: string,
  givenNames: string,
  familyName: string,
  birthDate: number,
  nir: string,
): CardView {
  return { id, givenNames, familyName, birthDate, nir, rights: { isOpen: true, askedAt } }
}

const home = { cards, now, chosen: '0' }
const presentation = {
  cards,
  now,
  turn: 1,
  elapsedMs: 4000,
  isReduced: false,
  canReduce: true,
  isBright: false,
}

/** One drawing a scene, by its address. */
export const scenes: Record<string, () => ReturnType<typeof h>> = {
  welcome: () => h(WelcomeScreen, { languages, canInstall: true, language: language.value }),
  install: () => h(InstallScreen, { way: 'iphone' }),
  'install-prompt': () => h(InstallScreen, { way: 'prompt' }),
  'install-menu': () => h(InstallScreen, { way: 'menu' }),
  terms: () => h(TermsStep, { version: '2026-11' }),
  person: () => h(PersonStep, { refusal: { code: 'birth-date-differs', facts: {} } }),
  'person-overtaken': () => h(PersonStep, { sentBack: 'overtaken' }),
  'person-stopped': () => h(PersonStep, { sentBack: 'stopped' }),
  'person-guarded': () => h(PersonStep, { refusal: { code: 'under-guardianship', facts: {} } }),
  'person-closed': () => h(PersonStep, { refusal: { code: 'rights-closed', facts: {} } }),
  contact: () =>
    h(ContactStep, {
      maskedEmail: 'c•••••@exemple.fr',
      codeExpiresAt: now,
      resendFrom: new Date(now.getTime() + 12_000),
      triesLeft: 2,
      now,
      refusal: { code: 'contact-code-wrong', facts: {} },
    }),
  identity: () => h(IdentityStep, { state: 'none', differing: [] }),
  'identity-started': () => h(IdentityStep, { state: 'started', differing: [] }),
  'identity-code': () => h(IdentityStep, { state: 'awaiting-code', differing: [] }),
  'identity-differs': () =>
    h(IdentityStep, { state: 'differs', differing: ['familyName', 'birthDate'] }),
  code: () =>
    h(CodeStep, {
      judge: (code: string) => (code === '111111' ? 'code-trivial' : undefined),
      until,
    }),
  passkey: () => h(PasskeyStep, { found: 'unasked', leaseHours: 72, until }),
  'passkey-with': () => h(PasskeyStep, { found: 'with-prf', leaseHours: 72 }),
  'passkey-without': () => h(PasskeyStep, { found: 'without-prf', leaseHours: 72 }),
  done: () => h(DoneStep, { givenNames: 'Claire', opensOffline: true, endedAnotherPhone: true }),
  lock: () => h(LockScreen, { hasPasskey: true, codeWorks: 'online' }),
  'lock-refused': () =>
    h(LockScreen, {
      hasPasskey: false,
      codeWorks: 'offline',
      leaseUntil: new Date(Date.now() + 86_400_000),
      triesLeft: 2,
      refusal: { code: 'code-wrong', facts: {} },
    }),
  'lock-paused': () =>
    h(LockScreen, { hasPasskey: true, codeWorks: 'online', pausedUntil: now, reason: 'clock' }),
  home: () =>
    h(HomeScreen, {
      ...home,
      chosen: chosen.value,
      'onUpdate:chosen': (id: string) => (chosen.value = id),
    }),
  'home-alone': () =>
    h(HomeScreen, {
      ...home,
      cards: [cards[0]],
      isOffline: true,
      isUpdateReady: true,
      lastReading: { where: 'Pharmacie des Tilleuls', at: now },
    }),
  'home-late': () => h(HomeScreen, { ...home, networkBefore: new Date(2026, 3, 13) }),
  'home-soon': () => h(HomeScreen, { ...home, networkBefore: new Date(2026, 4, 1) }),
  'home-desk': () => h(HomeScreen, { ...home, deskRequestEnds: new Date(2026, 3, 14, 11, 40) }),
  present: () =>
    h(
      PresentationScreen,
      {
        ...presentation,
        chosen: chosen.value,
        nameHidden: hidden.value,
        'onUpdate:nameHidden': (is: boolean) => (hidden.value = is),
        'onUpdate:chosen': (id: string) => (chosen.value = id),
      },
      { default: ({ room }: { room: number }) => h(SampleCode, { room }) },
    ),
  'present-alone': () =>
    h(
      PresentationScreen,
      { ...presentation, cards: [cards[0]], chosen: '0', nameHidden: true, isReduced: true },
      { default: ({ room }: { room: number }) => h(SampleCode, { room }) },
    ),
  bound: () =>
    h(
      BoundCodeScreen,
      {
        card: cards[0],
        counter: 'Pharmacie des Tilleuls, Comptoir 2',
        now,
        endsAt: new Date(now.getTime() + 80_000),
        isMade: true,
      },
      { default: ({ room }: { room: number }) => h(SampleCode, { room }) },
    ),
  settings: () =>
    h(SettingsScreen, {
      language: language.value,
      languages,
      storage: 'may-be-cleared',
      passkey: 'without-prf',
      lease: { isWanted: true, hours: 72, until: new Date(Date.now() + 172_800_000) },
    }),
  lost: () => h(StorageLostScreen),
  suspended: () =>
    h(BlockedScreen, { kind: 'suspended', until: new Date(Date.now() + 80_000_000) }),
  'suspended-over': () =>
    h(BlockedScreen, { kind: 'suspended', until: new Date(Date.now() - 4_000_000) }),
  final: () => h(BlockedScreen, { kind: 'final' }),
  conflict: () => h(BlockedScreen, { kind: 'conflict' }),
  waiting: () => h(WaitingScreen, { now, filmsEnd: new Date(2026, 3, 15, 10, 12) }),
  'waiting-securing': () => h(WaitingScreen, { now, securingEnd: new Date(2026, 3, 28, 10, 42) }),
  unfetched: () => h(NetworkNeeded),
  elsewhere: () => h(BlockedScreen, { kind: 'elsewhere' }),
  resume: () => h(RefreshSuspendedScreen, { hasPasskey: true }),
  ...checkScenes,
  ...historyScenes,
  ...consoleScenes,
  desk: () => h(DeskScene),
  parts: () => h(PartsScene),
}
