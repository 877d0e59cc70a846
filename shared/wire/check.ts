import { Array, Object, Optional, String } from 'typebox'
import { CheckDocument } from './check-view.ts'
import { endpoint } from './endpoint.ts'
import { Enrolment } from './enrolment.ts'

const none = Object({}, { additionalProperties: false })
const exact = { additionalProperties: false } as const
const date = () => String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })

/**
 * Opens a check by video, or finds the one that is open: the same again answers the same, another kind of document puts
 * away its film, and a challenge that ended is replaced and puts away the film of the face. After a withdrawal the challenge
 * is the same while it is alive.
 */
export const openCheck = endpoint({
  method: 'POST',
  url: '/enrolment/check',
  body: Object({ documentKind: CheckDocument }, exact),
  answer: Enrolment,
  problems: ['enrolment-step', 'check-attempts-spent', 'limit-reached', 'check-state'],
})

/** Sends both films to an agent, with the lines read of the document and what the person confirmed. */
export const sendCheck = endpoint({
  method: 'POST',
  url: '/enrolment/check/send',
  body: Object(
    {
      mrz: Optional(Array(String({ maxLength: 44 }), { minItems: 2, maxItems: 3 })),
      claims: Object(
        {
          familyName: String({ minLength: 1, maxLength: 120 }),
          givenNames: String({ minLength: 1, maxLength: 120 }),
          birthDate: date(),
          documentNumber: Optional(String({ maxLength: 20 })),
          expiryDate: Optional(date()),
        },
        exact,
      ),
    },
    exact,
  ),
  answer: Enrolment,
  problems: [
    'enrolment-step',
    'check-state',
    'recordings-missing',
    'challenge-expired',
    'check-attempts-spent',
  ],
})

/** Back to the choice of ways; the films are deleted. */
export const withdrawCheck = endpoint({
  method: 'POST',
  url: '/enrolment/check/withdraw',
  body: none,
  answer: Enrolment,
  problems: ['enrolment-step', 'check-state'],
})

/**
 * Where films are uploaded, by the tus protocol 1.0.0 (creation, termination): POST here with `Upload-Length` and
 * `Upload-Metadata` of `kind` (document or face) and `filetype`, then HEAD, PATCH and DELETE below it, in pieces of 512 KiB
 * at most, each with a proof of the device key. Refused by `check-state`, `recording-unknown`, `recording-offset`, and by
 * `recording-refused` with the fact `reason`, a `RecordingFault`.
 */
export const recordingsUrl = '/recordings'

/** What names a film below it. */
export const ofRecording = Object({ recordingId: String({ pattern: '^[A-Za-z0-9_-]{1,40}$' }) })
