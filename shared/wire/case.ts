import {
  Array,
  Boolean,
  Integer,
  Literal,
  Null,
  Number,
  Object,
  Optional,
  Record,
  String,
  Union,
  Unsafe,
  type Static,
} from 'typebox'
import { type CheckRefusal, checkRefusals } from '../enrolment/check.ts'
import { type RecordingKind, recordingKinds } from '../enrolment/recording.ts'
import { CheckDocument, Movement } from './check-view.ts'
import { endpoint } from './endpoint.ts'
import { Instant } from './shapes.ts'

const exact = { additionalProperties: false } as const
const none = Object({}, exact)
const ofCheck = Object({ checkId: String({ pattern: '^[A-Za-z0-9_-]{1,40}$' }) })

/** Which film of which case: what `/api/checks/<checkId>/recordings/<kind>` names. */
export const FilmOfCase = Object({
  checkId: ofCheck.properties.checkId,
  kind: Unsafe<RecordingKind>({ type: 'string', enum: [...recordingKinds] }),
})
export type FilmOfCase = Static<typeof FilmOfCase>

/** A case in the queue. Nothing of the person is told before somebody takes it. */
export const QueuedCase = Object({
  checkId: String(),
  sentAt: Instant(),
  attempt: Integer(),
  documentKind: CheckDocument,
  isForSupervisor: Boolean(),
  /** whose it is while somebody looks at it */
  lease: Optional(Object({ isMine: Boolean(), endsAt: Instant() })),
})
export type QueuedCase = Static<typeof QueuedCase>

/** The hundred cases that wait longest, first those, and how many there are. */
export const readQueue = endpoint({
  method: 'GET',
  url: '/checks',
  answer: Object({
    serverTime: Instant(),
    waiting: Integer(),
    free: Integer(),
    cases: Array(QueuedCase),
  }),
  problems: ['sign-in-needed'],
})

/**
 * A case in the hands of the agent whose lease is alive. Dates are YYYY-MM-DD. Its films are played from
 * `/api/checks/<checkId>/recordings/<kind>`, which answers byte ranges.
 */
export const Case = Object({
  checkId: String(),
  attempt: Integer(),
  documentKind: CheckDocument,
  sentAt: Instant(),
  leaseEndsAt: Instant(),
  isForSupervisor: Boolean(),
  /** what another agent asked a supervisor */
  question: Optional(String()),
  /** what the face film must show */
  challenge: Object({ movements: Array(Movement), digits: String() }),
  /** the lines the phone read, and what the person confirmed */
  mrz: Optional(Array(String())),
  claims: Optional(
    Object({
      familyName: String(),
      givenNames: String(),
      birthDate: String(),
      documentNumber: Optional(String()),
      expiryDate: Optional(String()),
    }),
  ),
  /** traits in which the document's lines differ from the registry; absent when no lines were read */
  differing: Optional(Array(String())),
  /** absent when the registry no longer knows the person: such a case can only be refused */
  registry: Optional(
    Object({
      familyName: String(),
      givenNames: String(),
      birthDate: String(),
      sex: Union([Literal('male'), Literal('female')]),
      birthPlace: String(),
    }),
  ),
  recordings: Array(
    Object({
      kind: Union([Literal('document'), Literal('face')]),
      size: Integer(),
      durationMs: Optional(Integer()),
    }),
  ),
  /** the person's other attempts, newest first */
  earlier: Array(
    Object({
      checkId: String(),
      attempt: Integer(),
      documentKind: CheckDocument,
      state: String(),
      sentAt: Instant(),
      decidedAt: Optional(Instant()),
      reasons: Array(String()),
    }),
  ),
})
export type Case = Static<typeof Case>

/** The case this agent holds already, or the one that waits longest; null when none is free. */
export const takeNextCase = endpoint({
  method: 'POST',
  url: '/checks/next',
  body: none,
  answer: Object({ case: Union([Case, Null()]) }),
  problems: ['sign-in-needed'],
})

export const takeCase = endpoint({
  method: 'POST',
  url: '/checks/:checkId/take',
  params: ofCheck,
  body: none,
  answer: Case,
  problems: ['sign-in-needed', 'case-held', 'case-decided', 'case-for-supervisor'],
})

export const renewCase = endpoint({
  method: 'POST',
  url: '/checks/:checkId/renew',
  params: ofCheck,
  body: none,
  answer: Object({ leaseEndsAt: Instant() }),
  problems: ['sign-in-needed', 'case-not-held', 'case-decided'],
})

export const releaseCase = endpoint({
  method: 'POST',
  url: '/checks/:checkId/release',
  params: ofCheck,
  body: none,
  answer: Object({ isReleased: Boolean() }),
  problems: ['sign-in-needed', 'case-not-held', 'case-decided'],
})

export const readCase = endpoint({
  method: 'GET',
  url: '/checks/:checkId',
  params: ofCheck,
  answer: Case,
  problems: ['sign-in-needed', 'case-not-held', 'case-decided'],
})

/**
 * Accepting moves the activation on to securing; refusing tells the person why, and how to do better. Scores of the
 * console's models, from 0 to 1, are kept beside and decide nothing. `step` is where the activation stands then.
 */
export const decideCase = endpoint({
  method: 'POST',
  url: '/checks/:checkId/decision',
  params: ofCheck,
  body: Union([
    Object({ decision: Literal('accept'), scores: Optional(Scores()) }, exact),
    Object(
      {
        decision: Literal('refuse'),
        reasons: Array(Unsafe<CheckRefusal>({ type: 'string', enum: [...checkRefusals] }), {
          minItems: 1,
          maxItems: checkRefusals.length,
          uniqueItems: true,
        }),
        hint: Optional(String({ minLength: 1, maxLength: 300 })),
        scores: Optional(Scores()),
      },
      exact,
    ),
  ]),
  answer: Object({ state: Union([Literal('accepted'), Literal('refused')]), step: String() }),
  problems: [
    'sign-in-needed',
    'case-not-held',
    'case-decided',
    'enrolment-step',
    'case-person-unknown',
  ],
})

/** Gives the case back, with a question, to whoever supervises. */
export const askSupervisor = endpoint({
  method: 'POST',
  url: '/checks/:checkId/supervisor',
  params: ofCheck,
  body: Object({ question: String({ minLength: 1, maxLength: 500 }) }, exact),
  answer: Object({ isReleased: Boolean() }),
  problems: ['sign-in-needed', 'case-not-held', 'case-decided'],
})

function Scores() {
  return Record(String({ pattern: '^[a-zA-Z]{1,40}$' }), Number({ minimum: 0, maximum: 1 }), {
    maxProperties: 20,
  })
}
