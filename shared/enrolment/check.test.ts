import { expect, it } from 'vitest'
import { type CheckAct, checkStates, checkStatesFor, isDecided } from './check.ts'
import { decidedRecordingsDueAt, evidenceDueAt, recordingsDueAt } from './retention.ts'

/** Every act with the states it may be done in; all other pairs must be refused. */
const allowed: Record<CheckAct, string> = {
  record: 'recording',
  'draw-challenge': 'recording',
  send: 'recording',
  withdraw: 'recording waiting',
  take: 'waiting',
  decide: 'waiting',
  'ask-supervisor': 'waiting',
}
const pairs = Object.entries(allowed).flatMap(([act, states]) =>
  checkStates.map((state) => ({ act, state, isAllowed: states.split(' ').includes(state) })),
)

it.each(pairs)('$act of a check that is $state: $isAllowed', ({ act, state, isAllowed }) => {
  // The keys of a record of acts are acts.
  expect(checkStatesFor(act as CheckAct).includes(state)).toBe(isAllowed)
})

it('leads nowhere from what is decided or withdrawn', () => {
  const left = new Set(Object.keys(allowed).flatMap((act) => checkStatesFor(act as CheckAct)))
  expect([...left].toSorted()).toEqual(['recording', 'waiting'])
  expect(checkStates.filter(isDecided)).toEqual(['accepted', 'refused'])
})

it('keeps films 96 hours after the decision, and 7 days at most', () => {
  const at = new Date('2026-11-21T10:00:00.000Z')
  expect(decidedRecordingsDueAt(at)).toEqual(new Date('2026-11-25T10:00:00.000Z'))
  expect(recordingsDueAt(at)).toEqual(new Date('2026-11-28T10:00:00.000Z'))
})

it.each([
  ['2026-11-21T10:00:00.123Z', '2027-02-21T10:00:00.123Z'],
  ['2026-11-30T23:59:59.999Z', '2027-02-28T23:59:59.999Z'],
  ['2027-11-30T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  ['2026-08-31T12:00:00.000Z', '2026-11-30T12:00:00.000Z'],
  ['2026-10-31T12:00:00.000Z', '2027-01-31T12:00:00.000Z'],
])('keeps other evidence of %s until %s', (endedAt, dueAt) => {
  expect(evidenceDueAt(new Date(endedAt))).toEqual(new Date(dueAt))
})
