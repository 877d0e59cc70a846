import { Array, Boolean, Literal, Object, Optional, String, Union, type Static } from 'typebox'
import { CheckDocument } from './check-view.ts'
import { endpoint } from './endpoint.ts'
import { Instant } from './shapes.ts'

const exact = { additionalProperties: false } as const
const Code = String({ minLength: 1, maxLength: 20 })

/** For the phone: eight letters and digits to show at a desk; a new one ends the one before. */
export const drawDeskCode = endpoint({
  method: 'POST',
  url: '/enrolment/desk-code',
  body: Object({}, exact),
  answer: Object({ code: String(), expiresAt: Instant() }),
  problems: ['enrolment-step', 'limit-reached'],
})

/** Whose activation an agent has before them. `refusal` is why this person may not hold a card, if they may not. */
export const DeskPerson = Object({
  familyName: String(),
  givenNames: String(),
  /** YYYY-MM-DD */
  birthDate: String(),
  sex: Union([Literal('male'), Literal('female')]),
  birthPlace: String(),
})

/** For the agent: who shows this code, and whether a phone of theirs is in use, which a second agent must agree to end. */
export const findAtDesk = endpoint({
  method: 'POST',
  url: '/desk/find',
  body: Object({ code: Code }, exact),
  answer: Object({
    person: DeskPerson,
    hasOtherPhone: Boolean(),
    refusal: Optional(String()),
    expiresAt: Instant(),
  }),
  problems: ['sign-in-needed', 'desk-code-wrong', 'desk-person-unknown', 'limit-reached'],
})

/** Says that the person is there with their document. The code is spent; `waiting` is for a second agent. */
export const acceptAtDesk = endpoint({
  method: 'POST',
  url: '/desk/accept',
  body: Object(
    {
      code: Code,
      documentKind: CheckDocument,
      documentNumber: String({ pattern: '^[A-Za-z0-9]{4,20}$' }),
    },
    exact,
  ),
  answer: Object({
    state: Union([Literal('accepted'), Literal('waiting')]),
    /** where the activation stands then */
    step: String(),
  }),
  problems: [
    'sign-in-needed',
    'desk-code-wrong',
    'desk-person-unknown',
    'enrolment-step',
    'limit-reached',
  ],
})

/** What one agent saw and another must agree to. */
export const DeskApproval = Object({
  approvalId: String(),
  askedAt: Instant(),
  endsAt: Instant(),
  askedBy: String(),
  /** an agent never agrees to what they asked themselves */
  isMine: Boolean(),
  person: DeskPerson,
  documentKind: CheckDocument,
  documentNumber: String(),
})
export type DeskApproval = Static<typeof DeskApproval>

export const readDeskApprovals = endpoint({
  method: 'GET',
  url: '/desk/approvals',
  answer: Object({ approvals: Array(DeskApproval) }),
  problems: ['sign-in-needed'],
})

export const decideDeskApproval = endpoint({
  method: 'POST',
  url: '/desk/approvals/:approvalId',
  params: Object({ approvalId: String({ pattern: '^[A-Za-z0-9_-]{1,40}$' }) }),
  body: Object({ isApproved: Boolean() }, exact),
  answer: Object({ state: Union([Literal('approved'), Literal('refused')]) }),
  problems: ['sign-in-needed', 'approval-own', 'approval-ended', 'enrolment-step'],
})
