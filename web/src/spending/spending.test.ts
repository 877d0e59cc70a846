import { expect, test } from 'vitest'
import type { LetterSummary } from '@etui/shared/phone/letter.ts'
import { chooseSummaries, costsByMonth, summariesOf, totalOf, twelveMonths } from './spending.ts'

function summary(id: string, careDay: string, told: Partial<LetterSummary> = {}, sign = 1) {
  const cents = {
    totalCents: sign * 3_000,
    obligatoryCents: sign * 1_900,
    complementaryCents: sign * 900,
    patientCents: sign * 200,
    participationCents: sign * 200,
    franchiseCents: 0,
  }
  const made: LetterSummary = {
    id,
    kind: 'summary',
    at: Date.parse(careDay),
    careDay,
    beneficiaryId: '0',
    counterName: 'Comptoir 1',
    organisation: 'Dr Hélène Brandt',
    professionCode: '10',
    lines: [{ kind: 'ngap', code: 'G', label: 'Consultation', quantity: 1, unitCents: 3_000 }],
    shares: {
      ...cents,
      lines: [{ ...cents, because: [] }],
      now: { obligatoryCents: 0, complementaryCents: 0, patientCents: sign * 3_000 },
      later: { obligatoryRefundCents: 0, complementaryRefundCents: 0, recoveredCents: 0 },
    },
    ...told,
  }
  return made
}

const all = { from: '2025-05', to: '2026-04', text: '' }
const some = [
  summary('a', '2026-04-14'),
  summary('b', '2026-04-02', { beneficiaryId: '1', organisation: 'Pharmacie' }),
  summary('c', '2025-04-30'),
]

function ids(filter: object): string[] {
  return chooseSummaries(some, { ...all, ...filter }).map(({ id }) => id)
}

test('twelve months end with the last, over a year’s end', () => {
  const months = twelveMonths('2026-04')
  expect([months.length, months[0], months[8], months[11]]).toEqual([
    12,
    '2025-05',
    '2026-01',
    '2026-04',
  ])
})

test('invoices are chosen by person, period and words without their accents', () => {
  expect(ids({})).toEqual(['a', 'b'])
  expect(ids({ beneficiaryId: '1' })).toEqual(['b'])
  expect(ids({ text: 'helene consult' })).toEqual(['a'])
  expect(ids({ text: 'helene pharmacie' })).toEqual([])
})

test('a month with an invoice and the one that takes it back costs nothing', () => {
  const turned = summary('d', '2026-04-14', { corrects: 'a' }, -1)
  const [march, april] = costsByMonth([summary('a', '2026-04-14'), turned], ['2026-03', '2026-04'])
  expect(march).toEqual({
    month: '2026-03',
    obligatoryCents: 0,
    complementaryCents: 0,
    patientCents: 0,
  })
  expect(april && totalOf(april)).toBe(0)
})

test('the last day of care comes first, whenever it was told', () => {
  const late = summary('e', '2026-04-10', { at: Date.parse('2026-05-01') })
  expect(summariesOf([...some, late].toReversed()).map(({ id }) => id)).toEqual([
    'a',
    'e',
    'b',
    'c',
  ])
})
