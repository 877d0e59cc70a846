import type { Bytes } from '../bytes/bytes.ts'
import type { CardStatus } from '../presentation/verification.ts'
import { statusAt, type StatusWidth } from './status-bits.ts'

/** Indices in one shard. */
export const SHARD_SIZE = 2 ** 20
/** Bytes of a shard's bits. */
export const SHARD_BYTES = SHARD_SIZE / 8
/** Seconds from a shard's signing to its end: 7 days. */
export const SHARD_LIFE = 7 * 86_400
/** Seconds after which a holder of a shard asks for the next. */
export const SHARD_TTL = 21_600

/** A verified shard of an issuer's status list. Instants are Unix seconds. */
export interface StatusShard {
  /** `<iss>/s/<n>`, as cards name it. */
  readonly uri: string
  readonly issuedAt: number
  readonly expiresAt: number
  readonly ttl: number
  readonly width: StatusWidth
  readonly list: Bytes
}

/** The address of a shard. */
export function shardUri(issuer: string, shard: number): string {
  return `${issuer}/s/${shard}`
}

/** The issuer of a shard's address; undefined for any other form. */
export function shardIssuer(uri: string): string | undefined {
  return /^(https?:\/\/[^/]+)\/s\/(0|[1-9][0-9]*)$/.exec(uri)?.[1]
}

/** An empty shard, every card in it valid. */
export function emptyShard(): Bytes {
  return new Uint8Array(SHARD_BYTES)
}

/** What a held shard, or none, says of a card's index. Any status but 0 blocks. */
export function cardStatus(shard: StatusShard | undefined, index: number, now: number): CardStatus {
  if (shard === undefined) return 'missing'
  if (Math.floor(now) >= shard.expiresAt) return 'expired'
  const status = statusAt(shard.list, shard.width, index)
  if (status === undefined) return 'beyond'
  return status === 0 ? 'valid' : 'blocked'
}
