import { Array, Literal, Object, String, Union, Unsafe, type Static } from 'typebox'
import { type IdentityTrait, identityTraits } from '../enrolment/enrolment.ts'
import { DeskPerson } from './desk.ts'
import { endpoint } from './endpoint.ts'
import { Enrolment } from './enrolment.ts'
import { Instant } from './shapes.ts'

const exact = { additionalProperties: false } as const
const Trait = Unsafe<IdentityTrait>({ type: 'string', enum: [...identityTraits] })
const Differing = Array(Trait, { maxItems: identityTraits.length, uniqueItems: true })

/** For the phone: asks that the insurer's file be corrected. While one is open, the same again changes nothing. */
export const askCorrection = endpoint({
  method: 'POST',
  url: '/enrolment/correction',
  body: Object({ text: String({ minLength: 1, maxLength: 500 }), differing: Differing }, exact),
  answer: Enrolment,
  problems: ['enrolment-step'],
})

/** What a holder says of their file, beside what the file says. */
export const Correction = Object({
  correctionId: String(),
  createdAt: Instant(),
  text: String(),
  differing: Array(String()),
  person: DeskPerson,
})
export type Correction = Static<typeof Correction>

/** For the agents: those open, oldest first, a hundred at most. */
export const readCorrections = endpoint({
  method: 'GET',
  url: '/corrections',
  answer: Object({ corrections: Array(Correction) }),
  problems: ['sign-in-needed'],
})

export const closeCorrection = endpoint({
  method: 'POST',
  url: '/corrections/:correctionId',
  params: Object({ correctionId: String({ pattern: '^[A-Za-z0-9_-]{1,40}$' }) }),
  body: Object({ outcome: Union([Literal('corrected'), Literal('unchanged')]) }, exact),
  answer: Object({ outcome: Union([Literal('corrected'), Literal('unchanged')]) }),
  problems: ['sign-in-needed', 'correction-closed'],
})
