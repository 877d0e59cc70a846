import type { Bytes } from '../bytes/bytes.ts'
import { CborError, CborReader } from '../cbor/cbor-reader.ts'
import { readEs256, readSign1, type Sign1 } from '../cose/sign1.ts'
import { CONTENT_CLAIM, STATUS_CLAIM, TYP_CARD, TYP_HEADER } from '../presentation/code-points.ts'
import { LONGEST_LIFE, type Card, type CardClaims, type StatusReference } from './card.ts'
import { readContent } from './read-content.ts'

/** A card read but not verified: nothing in it may be believed before its issuer's signature is. */
export interface ReadCard {
  readonly card: Card
  readonly message: Sign1
  /** The whole credential as it was written. */
  readonly bytes: Bytes
}

/** Reads one credential (PRESENTATION.md, CDDL `credential`). Throws CborError on any other bytes or shape. */
export function readCard(bytes: Bytes): ReadCard {
  const reader = new CborReader(bytes)
  const read = readCardItem(reader)
  reader.end()
  return read
}

/** Reads the credential that comes next in a message. */
export function readCardItem(reader: CborReader): ReadCard {
  const start = reader.position
  const message = readSign1(reader)
  const bytes = reader.since(start)
  return {
    card: { keyId: readHeader(message.header), ...readClaims(message.payload) },
    message,
    bytes,
  }
}

function readHeader(bytes: Bytes): Bytes {
  const reader = new CborReader(bytes)
  const header = reader.map()
  header.need(1)
  readEs256(reader)
  header.need(4)
  const keyId = reader.bytes(4)
  header.need(TYP_HEADER)
  if (reader.unsigned() !== TYP_CARD) throw new CborError('not a card')
  header.end()
  reader.end()
  return keyId
}

function readClaims(bytes: Bytes): CardClaims {
  const reader = new CborReader(bytes)
  const claims = reader.map()
  claims.need(1)
  const issuer = reader.text()
  claims.need(4)
  const expiresAt = reader.unsigned()
  claims.need(6)
  const issuedAt = reader.unsigned()
  if (issuedAt >= expiresAt || expiresAt - issuedAt > LONGEST_LIFE) throw new CborError('life')
  claims.need(8)
  const holderKey = readHolderKey(reader)
  claims.need(STATUS_CLAIM)
  const status = readStatusReference(reader)
  claims.need(CONTENT_CLAIM)
  const { content, cardClass } = readContent(reader)
  claims.end()
  reader.end()
  return { issuer, issuedAt, expiresAt, holderKey, status, cardClass, content }
}

/** `{1: {1: 2, -1: 1, -2: x, -3: sign of y}}` as a compressed point. Whether it is on the curve is not known here. */
function readHolderKey(reader: CborReader): Bytes {
  const confirmation = reader.map()
  confirmation.need(1)
  const key = reader.map()
  key.need(1)
  if (reader.unsigned() !== 2) throw new CborError('not an elliptic-curve key')
  key.need(-1)
  if (reader.unsigned() !== 1) throw new CborError('not P-256')
  key.need(-2)
  const x = reader.bytes(32)
  key.need(-3)
  const point = new Uint8Array(33)
  point[0] = reader.boolean() ? 3 : 2
  point.set(x, 1)
  key.end()
  confirmation.end()
  return point
}

function readStatusReference(reader: CborReader): StatusReference {
  const mechanisms = reader.map()
  mechanisms.need('status_list')
  const list = reader.map()
  list.need('idx')
  const index = reader.unsigned()
  list.need('uri')
  const uri = reader.text()
  list.end()
  mechanisms.end()
  return { index, uri }
}
