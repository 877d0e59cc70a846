import type { Awaitable, Bytes } from '../bytes/bytes.ts'
import { concatBytes } from '../bytes/bytes.ts'
import type { CborReader } from '../cbor/cbor-reader.ts'
import { CborError } from '../cbor/cbor-reader.ts'
import { encodeHead } from '../cbor/cbor-writer.ts'

/** Signs a message with ES256: 64 bytes, r then s (P1363). */
export type Signer = (message: Bytes) => Awaitable<Bytes>

/** Whether an ES256 signature (64 bytes, r then s, any s) over a message is by the key this was made for. */
export type Verifier = (message: Bytes, signature: Bytes) => Awaitable<boolean>

/** COSE_Sign1 (RFC 9052, section 4.2), untagged, its unprotected map empty, its algorithm ES256 by the key's nature. */
export interface Sign1 {
  /** The protected header's CBOR, without the byte string around it. */
  readonly header: Bytes
  readonly payload: Bytes
  readonly signature: Bytes
}

const context = new TextEncoder().encode('Signature1')

/** Reads one COSE_Sign1; header and payload stay unread bytes. Throws CborError. */
export function readSign1(reader: CborReader): Sign1 {
  reader.array(4)
  const header = reader.bytes()
  reader.map().end()
  const payload = reader.bytes()
  const signature = reader.bytes(64)
  return { header, payload, signature }
}

export function encodeSign1(message: Sign1): Bytes {
  if (message.signature.length !== 64) throw new TypeError('an ES256 signature has 64 bytes')
  return concatBytes(
    encodeHead(4, 4),
    encodeHead(2, message.header.length),
    message.header,
    encodeHead(5, 0),
    encodeHead(2, message.payload.length),
    message.payload,
    encodeHead(2, 64),
    message.signature,
  )
}

/** What is signed (RFC 9052, section 4.4): `["Signature1", header, h'', payload]`. */
export function sigStructure(message: Pick<Sign1, 'header' | 'payload'>): Bytes {
  return concatBytes(
    encodeHead(4, 4),
    encodeHead(3, context.length),
    context,
    encodeHead(2, message.header.length),
    message.header,
    encodeHead(2, 0),
    encodeHead(2, message.payload.length),
    message.payload,
  )
}

export async function signSign1(header: Bytes, payload: Bytes, sign: Signer): Promise<Sign1> {
  const signature = await sign(sigStructure({ header, payload }))
  return { header, payload, signature }
}

export async function verifySign1(message: Sign1, verify: Verifier): Promise<boolean> {
  return verify(sigStructure(message), message.signature)
}

/** Refuses an algorithm other than the key's own, ES256 (-7): it is pinned, never picked from the message. */
export function readEs256(reader: CborReader): void {
  if (reader.integer() !== -7) throw new CborError('not ES256')
}
