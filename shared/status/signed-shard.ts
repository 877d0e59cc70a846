import type { Awaitable, Bytes } from '../bytes/bytes.ts'
import { CborError, CborReader } from '../cbor/cbor-reader.ts'
import { encodeCbor, type CborValue } from '../cbor/cbor-writer.ts'
import { encodeSign1, readEs256, readSign1, signSign1, verifySign1 } from '../cose/sign1.ts'
import type { Sign1, Signer } from '../cose/sign1.ts'
import {
  STATUS_LIST_CLAIM,
  TTL_CLAIM,
  TYP_HEADER,
  TYP_STATUS_LIST,
} from '../presentation/code-points.ts'
import type { ReadingCryptography } from '../presentation/cryptography.ts'
import { Refusal } from '../refusal.ts'
import type { Compression } from './compression.ts'
import {
  SHARD_BYTES,
  SHARD_LIFE,
  SHARD_TTL,
  shardIssuer,
  type StatusShard,
} from './status-shard.ts'

/**
 * A shard as it is published: a token status list in CWT form (PRESENTATION.md, "Status"), 1 bit an index, ending 7 days
 * after `issuedAt`. `list` is `SHARD_BYTES` long or shorter. Throws TypeError on another address or length.
 */
export async function signShard(
  shard: Pick<StatusShard, 'uri' | 'issuedAt' | 'list'>,
  sign: Signer,
  compression: Compression,
): Promise<Bytes> {
  if (shardIssuer(shard.uri) === undefined) throw new TypeError('not the address of a shard')
  if (shard.list.length > SHARD_BYTES) throw new TypeError('too long for a shard')
  const list = new Map<string, CborValue>([
    ['bits', 1],
    ['lst', await compression.compress(shard.list)],
  ])
  const claims = new Map<number, CborValue>([
    [2, shard.uri],
    [4, shard.issuedAt + SHARD_LIFE],
    [6, shard.issuedAt],
    [STATUS_LIST_CLAIM, list],
    [TTL_CLAIM, SHARD_TTL],
  ])
  const header = new Map<number, CborValue>([
    [1, -7],
    [TYP_HEADER, TYP_STATUS_LIST],
  ])
  return encodeSign1(await signSign1(encodeCbor(header), encodeCbor(claims), sign))
}

export interface ShardOptions {
  readonly cryptography: Pick<ReadingCryptography, 'verifier'>
  readonly compression: Compression
  /** Unix seconds. */
  readonly now: number
  /** Status keys (uncompressed points) of an issuer, from the trusted list. */
  statusKeys(issuer: string): Awaitable<readonly Bytes[]>
  /** The shard of this address that is held, if one is. */
  held?(uri: string): Awaitable<Pick<StatusShard, 'issuedAt'> | undefined>
}

/**
 * Reads and verifies one published shard. Refuses with `list-malformed`, `list-signature` (by no status key of the
 * issuer in its address), `list-expired`, or `list-rollback` (signed before the one held).
 */
export async function verifyShard(bytes: Bytes, options: ShardOptions): Promise<StatusShard> {
  const { message, claims } = readPublished(bytes)
  const { uri, issuedAt, expiresAt, ttl, width } = claims
  const issuer = shardIssuer(uri)
  if (issuer === undefined) throw new Refusal('list-malformed')
  if (!(await isSignedBy(message, await options.statusKeys(issuer), options))) {
    throw new Refusal('list-signature')
  }
  if (Math.floor(options.now) >= expiresAt) {
    throw new Refusal('list-expired', { expiredAt: expiresAt })
  }
  const held = await options.held?.(uri)
  if (held !== undefined && issuedAt < held.issuedAt) {
    throw new Refusal('list-rollback', { version: issuedAt, heldVersion: held.issuedAt })
  }
  const list = await options.compression.decompress(claims.compressed, SHARD_BYTES * width)
  if (list === undefined) throw new Refusal('list-malformed')
  return { uri, issuedAt, expiresAt, ttl, width, list }
}

async function isSignedBy(message: Sign1, keys: readonly Bytes[], options: ShardOptions) {
  for (const key of keys) {
    const verify = await options.cryptography.verifier(key)
    if (verify !== undefined && (await verifySign1(message, verify))) return true
  }
  return false
}

interface ShardClaims extends Omit<StatusShard, 'list'> {
  readonly compressed: Bytes
}

function readPublished(bytes: Bytes): { message: Sign1; claims: ShardClaims } {
  try {
    const reader = new CborReader(bytes)
    const message = readSign1(reader)
    reader.end()
    checkHeader(message.header)
    return { message, claims: readClaims(message.payload) }
  } catch (error) {
    if (error instanceof CborError) throw new Refusal('list-malformed', {}, { cause: error })
    throw error
  }
}

function checkHeader(bytes: Bytes): void {
  const reader = new CborReader(bytes)
  const header = reader.map()
  header.need(1)
  readEs256(reader)
  header.need(TYP_HEADER)
  if (reader.text() !== TYP_STATUS_LIST) throw new CborError('not a status list')
  header.end()
  reader.end()
}

function readClaims(bytes: Bytes): ShardClaims {
  const reader = new CborReader(bytes)
  const claims = reader.map()
  claims.need(2)
  const uri = reader.text()
  claims.need(4)
  const expiresAt = reader.unsigned()
  claims.need(6)
  const issuedAt = reader.unsigned()
  if (issuedAt >= expiresAt || expiresAt - issuedAt > SHARD_LIFE) throw new CborError('life')
  claims.need(STATUS_LIST_CLAIM)
  const list = reader.map()
  list.need('lst')
  const compressed = reader.bytes()
  list.need('bits')
  const width = reader.unsigned()
  if (width !== 1) throw new CborError('bits')
  list.end()
  claims.need(TTL_CLAIM)
  const ttl = reader.unsigned()
  claims.end()
  reader.end()
  return { uri, issuedAt, expiresAt, ttl, width, compressed }
}
