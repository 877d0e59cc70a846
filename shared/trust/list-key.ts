import type { Bytes } from '../bytes/bytes.ts'
import { CborError, CborReader } from '../cbor/cbor-reader.ts'
import { encodeCbor, type CborValue } from '../cbor/cbor-writer.ts'
import {
  encodeSign1,
  readEs256,
  readSign1,
  signSign1,
  type Sign1,
  type Signer,
} from '../cose/sign1.ts'
import { TYP_HEADER } from '../presentation/code-points.ts'

/** Typ of the root key's word for a list key. */
const TYP_LIST_KEY = 'etui/list-key'

/** Longest a list key is certified for, in seconds: a year and a day's grace for the leap. */
const longestTerm = 366 * 86_400

/** What the root key says: this key signs trusted lists from..to (Unix seconds, `to` excluded). */
export interface ListKey {
  /** Uncompressed point, 65 bytes. */
  readonly key: Bytes
  readonly from: number
  readonly to: number
}

/** A list key with the root's signature over it. */
export interface ReadListKey {
  readonly listKey: ListKey
  readonly message: Sign1
}

/** The certificate of a list key, signed by the root: a COSE_Sign1 of `{3: point, 4: to, 6: from}`. */
export async function certifyListKey(listKey: ListKey, signAsRoot: Signer): Promise<Bytes> {
  const term = listKey.to - listKey.from
  if (term <= 0 || term > longestTerm) throw new TypeError('a list key is certified for a year')
  if (listKey.key.length !== 65) throw new TypeError('a list key is an uncompressed point')
  const header = encodeCbor(
    new Map<number, CborValue>([
      [1, -7],
      [TYP_HEADER, TYP_LIST_KEY],
    ]),
  )
  const claims = encodeCbor(
    new Map<number, CborValue>([
      [3, listKey.key],
      [4, listKey.to],
      [6, listKey.from],
    ]),
  )
  return encodeSign1(await signSign1(header, claims, signAsRoot))
}

/** Reads the certificate that comes next. Throws CborError. */
export function readListKey(reader: CborReader): ReadListKey {
  const message = readSign1(reader)
  const headerReader = new CborReader(message.header)
  const header = headerReader.map()
  header.need(1)
  readEs256(headerReader)
  header.need(TYP_HEADER)
  if (headerReader.text() !== TYP_LIST_KEY) throw new CborError('not a list key')
  header.end()
  headerReader.end()
  const claimsReader = new CborReader(message.payload)
  const claims = claimsReader.map()
  claims.need(3)
  const key = claimsReader.bytes(65)
  claims.need(4)
  const to = claimsReader.unsigned()
  claims.need(6)
  const from = claimsReader.unsigned()
  claims.end()
  claimsReader.end()
  if (from >= to || to - from > longestTerm) throw new CborError('term of the list key')
  return { listKey: { key, from, to }, message }
}
