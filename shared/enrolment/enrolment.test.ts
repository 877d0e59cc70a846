import { expect, it } from 'vitest'
import { enrolmentSteps, stepsFor, type EnrolmentAct } from './enrolment.ts'

const acts: EnrolmentAct[] = [
  'tell-person',
  'send-contact-code',
  'prove-contact',
  'check-identity',
  'secure',
  'activate',
]

it('has an act to leave every step but the last', () => {
  const left = new Set(acts.flatMap(stepsFor))
  for (const step of enrolmentSteps) expect(left.has(step)).toBe(step !== 'active')
})

it('lets nobody tell another number once the contact is proven', () => {
  expect(stepsFor('tell-person')).not.toContain('identity')
  expect(stepsFor('tell-person')).not.toContain('securing')
})

it('goes forward: no act of a later step is allowed at an earlier one', () => {
  expect(stepsFor('secure')).toEqual(['securing'])
  expect(stepsFor('check-identity')).toEqual(['identity'])
})
