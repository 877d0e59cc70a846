import { h } from 'vue'
import type { LetterReading, LetterSummary } from '@etui/shared/phone/letter.ts'
import ReadingsScreen from '../card/readings/ReadingsScreen.vue'
import SpendingScreen from '../card/spending/SpendingScreen.vue'
import type { CardView } from '../card/screens/card-view.ts'

const now = new Date(2026, 3, 14, 18, 9)
const hoursAgo = (hours: number) => now.getTime() - hours * 3_600_000
const rights = { isOpen: true, askedAt: new Date(2026, 3, 14, 8, 12) }
const nir = '284195751150059'
const cards: readonly CardView[] = [
  { id: '0', givenNames: 'Claire', familyName: 'AUBERTIN', birthDate: 19840312, nir, rights },
  { id: '1', givenNames: 'Jules', familyName: 'AUBERTIN', birthDate: 20150603, nir, rights },
]

function reading(id: string, hours: number, told: Partial<LetterReading>): LetterReading {
  return {
    id,
    kind: 'reading',
    at: hoursAgo(hours),
    beneficiaryId: '0',
    counterName: 'Comptoir 2',
    organisation: 'Pharmacie des Tilleuls',
    professionCode: '21',
    unlockedBy: 1,
    ...told,
  }
}

const readings = [
  reading('a', 7, {}),
  reading('d', 23, {
    organisation: 'Centre dentaire du Port',
    counterName: 'Accueil',
    way: 'tap',
    isFlagged: true,
  }),
  reading('b', 26, {
    beneficiaryId: '1',
    organisation: 'Dr Hélène Brandt',
    unlockedBy: 2,
    way: 'challenge',
    reportedAt: hoursAgo(1),
  }),
  reading('c', 120, {
    organisation: 'Laboratoire de la Seille',
    knownAt: hoursAgo(117),
    unlockedBy: 3,
  }),
]
/** What a month cost: obligatory, complementary, left to pay, in euros. */
const bills = [
  ['2025-05-12', 41, 17, 2],
  ['2025-08-20', 63, 24, 4],
  ['2025-11-03', 52, 22, 4],
  ['2026-01-08', 96, 38, 14],
  ['2026-03-19', 74, 30, 12],
  ['2026-04-14', 15, 7, 2],
] as const

function summary(careDay: string, euros: readonly [number, number, number]): LetterSummary {
  const [obligatoryCents, complementaryCents, patientCents] = [
    euros[0] * 100,
    euros[1] * 100,
    euros[2] * 100,
  ]
  const cents = {
    totalCents: obligatoryCents + complementaryCents + patientCents,
    obligatoryCents,
    complementaryCents,
    patientCents,
    participationCents: patientCents,
    franchiseCents: 0,
  }
  return {
    id: careDay,
    kind: 'summary',
    at: Date.parse(careDay),
    careDay,
    beneficiaryId: '0',
    counterName: 'Comptoir 2',
    organisation: 'Dr Hélène Brandt',
    professionCode: '10',
    lines: [
      { kind: 'ngap', code: 'G', label: 'Consultation', quantity: 1, unitCents: cents.totalCents },
    ],
    shares: {
      ...cents,
      lines: [{ ...cents, because: [{ rule: 'participation', confidence: 'D' }] }],
      now: { obligatoryCents: 0, complementaryCents: 0, patientCents: cents.totalCents },
      later: { obligatoryRefundCents: 0, complementaryRefundCents: 0, recoveredCents: 0 },
    },
  }
}

const summaries = bills
  .map(([day, ...euros]) => summary(day, euros))
  .map((each) => (each.id === '2026-03-19' ? { ...each, answer: 'rejected' as const } : each))
  .toReversed()
const told = { cards, now, refused: null, isOnline: true }

/** What the holder sees of their own past, by address. */
export const historyScenes: Record<string, () => ReturnType<typeof h>> = {
  readings: () =>
    h(ReadingsScreen, {
      ...told,
      readings,
      summaries: [{ ...summary('2026-04-14', [15, 7, 2]), readingId: 'a' }],
    }),
  'readings-said': () =>
    h(ReadingsScreen, {
      ...told,
      readings: readings.map((each) => ({ ...each, recognisedAt: hoursAgo(1) })),
      summaries: [],
    }),
  'readings-empty': () => h(ReadingsScreen, { ...told, readings: [], summaries: [] }),
  spending: () => h(SpendingScreen, { cards, now, summaries }),
  'spending-empty': () => h(SpendingScreen, { cards, now, summaries: [] }),
  'spending-one': () => h(SpendingScreen, { cards: cards.slice(0, 1), now, summaries }),
}
