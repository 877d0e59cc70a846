import type { Bytes } from '../bytes/bytes.ts'
import { CborError, CborReader } from '../cbor/cbor-reader.ts'
import { encodeCbor, Encoded, type CborValue } from '../cbor/cbor-writer.ts'
import { readEs256, readSign1, type Sign1 } from '../cose/sign1.ts'
import { readCardItem, type ReadCard } from '../card/read-card.ts'
import { KCWT_HEADER, TYP_HEADER, TYP_PROOF, TYP_REFERENCE, UNLOCK_CLAIM } from './code-points.ts'

/** How the phone was unlocked: 1 WebAuthn, 2 code with the server, 3 code under an offline lease. */
export type UnlockedBy = 1 | 2 | 3

/** What the phone signs: for whom, when, and to which challenge. */
export interface Proof {
  /** `ps` for any professional, or `c/` and a counter's id. */
  readonly audience: string
  /** Unix seconds, by the phone's corrected clock. */
  readonly issuedAt: number
  /** First 16 bytes of the challenge's SHA-256. */
  readonly challenge?: Bytes
  readonly unlockedBy: UnlockedBy
}

/** A presentation read but not verified: the proof with its card, or with the reference of one. */
export interface ReadPresentation {
  readonly message: Sign1
  readonly proof: Proof
  readonly about: ReadCard | { readonly reference: Bytes }
}

/** Reads the one kind of presentation that a frame's type announces. Throws CborError. */
export function readPresentation(bytes: Bytes, kind: 'card' | 'reference'): ReadPresentation {
  const reader = new CborReader(bytes)
  const message = readSign1(reader)
  reader.end()
  const about = kind === 'card' ? readProofHeader(message) : readReferenceHeader(message)
  return { message, proof: readProofClaims(message.payload), about }
}

function readProofHeader(message: Sign1): ReadCard {
  const reader = new CborReader(message.header)
  const header = reader.map()
  header.need(1)
  readEs256(reader)
  header.need(KCWT_HEADER)
  const card = readCardItem(reader)
  header.need(TYP_HEADER)
  if (reader.unsigned() !== TYP_PROOF) throw new CborError('not a proof')
  header.end()
  reader.end()
  return card
}

function readReferenceHeader(message: Sign1): { reference: Bytes } {
  const reader = new CborReader(message.header)
  const header = reader.map()
  header.need(1)
  readEs256(reader)
  header.need(4)
  const reference = reader.bytes(8)
  header.need(TYP_HEADER)
  if (reader.text() !== TYP_REFERENCE) throw new CborError('not a reference')
  header.end()
  reader.end()
  return { reference }
}

function readProofClaims(bytes: Bytes): Proof {
  const reader = new CborReader(bytes)
  const claims = reader.map()
  claims.need(3)
  const audience = reader.text()
  claims.need(6)
  const issuedAt = reader.unsigned()
  const challenge = claims.has(39) ? reader.bytes(16) : undefined
  if (challenge !== undefined && !audience.startsWith('c/')) throw new CborError('audience')
  claims.need(UNLOCK_CLAIM)
  const unlockedBy = reader.unsigned()
  if (unlockedBy !== 1 && unlockedBy !== 2 && unlockedBy !== 3) throw new CborError('unlock')
  claims.end()
  reader.end()
  return { audience, issuedAt, ...(challenge === undefined ? {} : { challenge }), unlockedBy }
}

/** Protected header of a proof that holds its credential. */
export function encodeProofHeader(credential: Bytes): Bytes {
  return encodeCbor(
    new Map<number, CborValue>([
      [1, -7],
      [KCWT_HEADER, new Encoded(credential)],
      [TYP_HEADER, TYP_PROOF],
    ]),
  )
}

/** Protected header of a proof that names its card by a reference of 8 bytes. */
export function encodeReferenceHeader(reference: Bytes): Bytes {
  if (reference.length !== 8) throw new TypeError('a reference has 8 bytes')
  return encodeCbor(
    new Map<number, CborValue>([
      [1, -7],
      [4, reference],
      [TYP_HEADER, TYP_REFERENCE],
    ]),
  )
}

export function encodeProofClaims(proof: Proof): Bytes {
  const claims = new Map<number, CborValue>([
    [3, proof.audience],
    [6, proof.issuedAt],
    [UNLOCK_CLAIM, proof.unlockedBy],
  ])
  if (proof.challenge !== undefined) {
    if (proof.challenge.length !== 16) throw new TypeError('a challenge hash has 16 bytes')
    if (!proof.audience.startsWith('c/')) throw new TypeError('a challenge is for one counter')
    claims.set(39, proof.challenge)
  }
  return encodeCbor(claims)
}
