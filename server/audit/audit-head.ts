import { type Bytes, concatBytes, utf8 } from '@etui/shared/bytes/bytes.ts'
import { CborError, CborReader } from '@etui/shared/cbor/cbor-reader.ts'
import { type Verifier, verifySign1 } from '@etui/shared/cose/sign1.ts'
import { readListKey } from '@etui/shared/trust/list-key.ts'

/** The end of the chain at the end of a day (YYYY-MM-DD, UTC): entry `seq` has `hash`; 0 and zeros while there is none. */
export interface AuditHead {
  readonly day: string
  readonly seq: number
  readonly hash: Uint8Array
}

/** A head with the list key's signature over it, and the root's word for that key (shared/trust/list-key.ts). */
export interface SignedHead extends AuditHead {
  readonly signature: Uint8Array
  readonly certificate: Uint8Array
}

/** As `GET /audit-heads` writes it: bytes as base64url. */
export interface PublishedHead {
  readonly day: string
  readonly seq: number
  readonly hash: string
  readonly signature: string
  readonly certificate: string
}

/** What is signed: `etui audit head 1`, day and seq, each ended by a line feed, then the 32 bytes of the hash. */
export function headMessage({ day, seq, hash }: AuditHead): Bytes {
  return concatBytes(utf8(`etui audit head 1\n${day}\n${seq}\n`), hash)
}

export function writeHead({ day, seq, hash, signature, certificate }: SignedHead): PublishedHead {
  return {
    day,
    seq,
    hash: Buffer.from(hash).toString('base64url'),
    signature: Buffer.from(signature).toString('base64url'),
    certificate: Buffer.from(certificate).toString('base64url'),
  }
}

/** Throws TypeError for anything else than what `writeHead` writes. */
export function readHead(given: unknown): SignedHead {
  // Any value can be asked for fields; each is looked at before it is believed.
  const { day, seq, ...bytes } = (given ?? {}) as Partial<Record<keyof PublishedHead, unknown>>
  const isDay = typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day)
  if (!isDay || typeof seq !== 'number' || !Number.isSafeInteger(seq))
    throw new TypeError('not a head of the log')
  const read = (name: 'hash' | 'signature' | 'certificate') => {
    const value = bytes[name]
    if (typeof value !== 'string') throw new TypeError('not a head of the log')
    return new Uint8Array(Buffer.from(value, 'base64url'))
  }
  return {
    day,
    seq,
    hash: read('hash'),
    signature: read('signature'),
    certificate: read('certificate'),
  }
}

/** Makes a verifier of a public point; undefined for no point. */
export type VerifierOf = (point: Bytes) => Verifier | undefined | Promise<Verifier | undefined>

/** Whether the list key of that day, certified by this root, signed this head. */
export async function isHeadSigned(
  head: SignedHead,
  root: Bytes,
  verifierOf: VerifierOf,
): Promise<boolean> {
  try {
    const reader = new CborReader(new Uint8Array(head.certificate))
    const { listKey, message } = readListKey(reader)
    reader.end()
    const [byRoot, byList] = [await verifierOf(root), await verifierOf(listKey.key)]
    const endOfDay = Date.parse(`${head.day}T00:00:00Z`) / 1000 + 86_400
    // A head is signed in the day that follows its own.
    const isOfItsTerm = endOfDay + 86_400 > listKey.from && endOfDay < listKey.to
    if (!byRoot || !byList || !isOfItsTerm || head.signature.length !== 64) return false
    if (!(await verifySign1(message, byRoot))) return false
    return await byList(headMessage(head), new Uint8Array(head.signature))
  } catch (error) {
    if (error instanceof CborError) return false
    throw error
  }
}
