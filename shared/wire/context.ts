import { Literal, Object, Optional, String, Union, type Static } from 'typebox'
import { Reading, Rights } from './counter.ts'
import { endpoint } from './endpoint.ts'
import { Bytes, ChallengeBytes } from './shapes.ts'

const exact = { additionalProperties: false } as const
const contextParams = Object({ contextId: String({ maxLength: 32 }) })
const used = ['sign-in-needed', 'counter-unknown', 'context-unknown', 'context-expired'] as const

/** The qualified identity: shared/ins says what each is. */
export const Ins = Object({
  matricule: String(),
  oid: String(),
  birthName: String(),
  givenNames: String(),
  sex: Union([Literal('female'), Literal('male')]),
  birthDate: String(),
  birthPlaceCode: String(),
})

/** Who is cared for. Without an `ins`, `missing` tells what the insurer does not know of them. */
export const Identity = Object({
  beneficiaryId: String(),
  /** the number their care is billed to */
  nir: String(),
  ins: Optional(Ins),
  missing: Optional(Union([Literal('matricule'), Literal('birth-place')])),
})
export type Identity = Static<typeof Identity>

/** The identity and the rights of now of one whom the presented card stands for. */
export const tellIdentity = endpoint({
  method: 'POST',
  url: '/contexts/:contextId/identity',
  params: contextParams,
  body: Object({ token: Bytes(32), beneficiaryId: String({ maxLength: 32 }) }, exact),
  answer: Object({ identity: Identity, rights: Rights }),
  problems: [...used, 'beneficiary-unknown'],
})

/**
 * Reads the card presented again, and opens a new context in the place of the one before, which ends with it. Whatever is
 * scanned gets its verdict, as anywhere; only a valid card of the same person renews.
 */
export const renewContext = endpoint({
  method: 'POST',
  url: '/contexts/:contextId/renewal',
  params: contextParams,
  body: Object(
    {
      token: Bytes(32),
      frame: String({ maxLength: 8000 }),
      /** the challenge of this counter that the frame answers */
      challenge: Optional(ChallengeBytes()),
    },
    exact,
  ),
  answer: Reading,
  problems: [...used, 'context-other-person'],
})

/** Ends a context now. One that has ended stays as it ended. */
export const endContext = endpoint({
  method: 'DELETE',
  url: '/contexts/:contextId',
  params: contextParams,
  answer: Object({}),
  problems: ['sign-in-needed', 'counter-unknown', 'context-unknown'],
})
