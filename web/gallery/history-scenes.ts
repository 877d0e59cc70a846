import { h } from 'vue'
import type { LetterReading } from '@etui/shared/phone/letter.ts'
import ReadingsScreen from '../card/readings/ReadingsScreen.vue'
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
  reading('b', 26, { beneficiaryId: '1', organisation: 'Dr Hélène Brandt', unlockedBy: 2 }),
  reading('c', 120, {
    organisation: 'Laboratoire de la Seille',
    knownAt: hoursAgo(117),
    unlockedBy: 3,
  }),
]
const told = { cards, now, refused: null, isOnline: true }

/** What the holder sees of their own past, by address. */
export const historyScenes: Record<string, () => ReturnType<typeof h>> = {
  readings: () =>
    h(ReadingsScreen, { ...told, readings, reported: new Map([['b', new Date(hoursAgo(1))]]) }),
  'readings-empty': () => h(ReadingsScreen, { ...told, readings: [], reported: new Map() }),
}
