import { expect, it } from 'vitest'
import {
  type EnrolmentAct,
  type EnrolmentStep,
  enrolmentSteps,
  isSentBackReason,
  mayAct,
  stepsFor,
} from './enrolment.ts'

const steps: readonly EnrolmentStep[] = [...enrolmentSteps, 'refused']

/** Every act with the steps it may be done at; all other pairs must be refused. */
const allowed: Record<EnrolmentAct, string> = {
  'tell-person': 'person contact refused',
  'send-contact-code': 'contact',
  'prove-contact': 'contact',
  'check-identity': 'identity',
  'show-desk-code': 'contact identity',
  'ask-correction': 'identity',
  secure: 'securing',
  activate: 'securing',
}
const pairs = Object.entries(allowed).flatMap(([act, told]) =>
  // The keys of a record of acts are acts.
  steps.map((step) => ({ act: act as EnrolmentAct, step, is: told.split(' ').includes(step) })),
)

it.each(pairs)('$act at $step: $is', ({ act, step, is }) => {
  expect(mayAct(act, step)).toBe(is)
  expect(stepsFor(act).includes(step)).toBe(is)
})

it('has an act to leave every step but the last', () => {
  const left = new Set(pairs.filter(({ is }) => is).map(({ step }) => step))
  expect([...left].toSorted()).toEqual(['contact', 'identity', 'person', 'refused', 'securing'])
})

it.each([
  ['overtaken', true],
  ['stopped', true],
  ['rights-closed', false],
  [null, false],
])('takes %s for a reason to be back at the number: %s', (word, is) => {
  expect(isSentBackReason(word)).toBe(is)
})
