import { equalBytes, type Bytes } from '../bytes/bytes.ts'
import { CborError, CborReader } from '../cbor/cbor-reader.ts'
import { encodeCbor, Encoded, type CborValue } from '../cbor/cbor-writer.ts'
import { encodeSign1, readEs256, readSign1, signSign1, verifySign1 } from '../cose/sign1.ts'
import type { Sign1, Signer, Verifier } from '../cose/sign1.ts'
import { keyIdOf } from '../cose/thumbprint.ts'
import { KCWT_HEADER, TYP_HEADER } from '../presentation/code-points.ts'
import type { ReadingCryptography } from '../presentation/cryptography.ts'
import { Refusal } from '../refusal.ts'
import { readListKey, type ReadListKey } from './list-key.ts'
import type { TrustedList } from './trusted-list.ts'
import { encodeTrustedList, readTrustedList } from './trusted-list-format.ts'

/** Typ of a trusted list. */
const TYP_TRUSTED_LIST = 'etui/list'

/**
 * The signed list: a COSE_Sign1 by the list key, whose certificate (`certifyListKey`) is in the protected header. Throws
 * TypeError when its own reader would refuse it.
 */
export async function signTrustedList(
  list: TrustedList,
  certificate: Bytes,
  sign: Signer,
): Promise<Bytes> {
  const header = encodeCbor(
    new Map<number, CborValue>([
      [1, -7],
      [KCWT_HEADER, new Encoded(certificate)],
      [TYP_HEADER, TYP_TRUSTED_LIST],
    ]),
  )
  const claims = encodeTrustedList(list)
  try {
    readTrustedList(claims)
  } catch (error) {
    throw new TypeError('not a list that anyone would take', { cause: error })
  }
  return encodeSign1(await signSign1(header, claims, sign))
}

export interface TrustOptions {
  readonly cryptography: Pick<ReadingCryptography, 'sha256' | 'verifier'>
  /** The pinned root key: an uncompressed point of 65 bytes. */
  readonly root: Bytes
  /** Unix seconds. */
  readonly now: number
  /** Version of the list held, if one is. */
  readonly heldVersion?: number
}

/**
 * Reads and verifies a trusted list down from the root. Refuses with `list-malformed`, `list-signature` (the root's or
 * the list key's), `list-expired` (the list, or its key's year) or `list-rollback` (older than the one held).
 */
export async function verifyTrustedList(bytes: Bytes, options: TrustOptions): Promise<TrustedList> {
  const { cryptography, root, heldVersion = 0 } = options
  const now = Math.floor(options.now)
  const { message, certificate, list } = readSignedList(bytes)
  const { listKey } = certificate
  await checkSignature(certificate.message, await cryptography.verifier(root))
  await checkSignature(message, await cryptography.verifier(listKey.key))
  for (const issuer of list.issuers) {
    const keyId = await keyIdOf(asPoint(issuer.key), cryptography.sha256)
    if (!equalBytes(keyId, issuer.keyId)) throw new Refusal('list-malformed')
  }
  // Signed within its key's year; and a key past its year speaks no more.
  if (list.issuedAt < listKey.from || list.issuedAt >= listKey.to)
    throw new Refusal('list-signature')
  if (now >= list.expiresAt || now >= listKey.to) {
    throw new Refusal('list-expired', { expiredAt: Math.min(list.expiresAt, listKey.to) })
  }
  if (list.version < heldVersion) {
    throw new Refusal('list-rollback', { version: list.version, heldVersion })
  }
  return list
}

interface SignedList {
  readonly message: Sign1
  readonly certificate: ReadListKey
  readonly list: TrustedList
}

function readSignedList(bytes: Bytes): SignedList {
  try {
    const reader = new CborReader(bytes)
    const message = readSign1(reader)
    reader.end()
    const headerReader = new CborReader(message.header)
    const header = headerReader.map()
    header.need(1)
    readEs256(headerReader)
    header.need(KCWT_HEADER)
    const certificate = readListKey(headerReader)
    header.need(TYP_HEADER)
    if (headerReader.text() !== TYP_TRUSTED_LIST) throw new CborError('not a trusted list')
    header.end()
    headerReader.end()
    return { message, certificate, list: readTrustedList(message.payload) }
  } catch (error) {
    if (error instanceof CborError) throw new Refusal('list-malformed', {}, { cause: error })
    throw error
  }
}

async function checkSignature(message: Sign1, verify: Verifier | undefined): Promise<void> {
  if (verify === undefined || !(await verifySign1(message, verify))) {
    throw new Refusal('list-signature')
  }
}

function asPoint(key: Bytes): Bytes {
  if (key[0] !== 4) throw new Refusal('list-malformed')
  return key
}
