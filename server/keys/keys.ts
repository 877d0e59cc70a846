import type { KeyObject } from 'node:crypto'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'

/** A P-256 key that signs for us (ES256). */
export interface SigningKey {
  /** First 4 bytes of its RFC 9679 thumbprint. */
  readonly kid: Bytes
  /** Uncompressed point, 65 bytes. */
  readonly point: Bytes
  readonly from: Date
  /** Until when it signed; undefined while it is the current one. */
  readonly until: Date | undefined
  /** 64 bytes, r then s (P1363). */
  sign(message: Bytes): Bytes
}

/** What signs the trusted list, with the root's word for it. */
export interface ListKey extends SigningKey {
  /** The root's COSE_Sign1 over this key and its year (shared/trust/list-key.ts). */
  readonly certificate: Bytes
  readonly expiresAt: Date
}

/** One epoch's HPKE key: seals presentations, and its private half goes to signed-in counters. */
export interface GroupKey {
  /** 1 to 65535. */
  readonly gkid: number
  readonly from: Date
  readonly to: Date
  readonly point: Bytes
  readonly privateKey: KeyObject
  /** The private scalar, 32 bytes. */
  readonly scalar: Bytes
}

/** Use of a secret that only ever keys an HMAC-SHA-256. */
export type SecretName = 'pepper' | 'decoy' | 'nonce'

export type RotatedKey = 'issuer' | 'status' | 'group' | 'column'

/**
 * Every secret of the server (DESIGN.md 4). The default keeps files; a KMS or PKCS#11 stands behind the same port.
 * Keys rotated elsewhere are noticed within a minute.
 */
export interface Keys {
  /** Public half of the root, 65 bytes: what a counter pins. */
  rootPoint(): Bytes
  list(): ListKey
  /** The current issuer key, then the previous one if there is one. */
  issuers(): readonly [SigningKey, ...SigningKey[]]
  /** The current status key, then the previous one if there is one. */
  statuses(): readonly [SigningKey, ...SigningKey[]]
  /** Every epoch of the last 31 days, the current one and the next, in order. */
  groups(): readonly GroupKey[]
  /** Those, and the epochs of 31 days more before them: what was read then may come late. Never handed out. */
  storedGroups(): readonly GroupKey[]
  /** The epoch that contains now. */
  currentGroup(): GroupKey
  /** Encrypts a text for `table.column` of one row; only that place and that row's key open it again. */
  sealColumn(place: ColumnPlace, rowKey: string, text: string): Buffer
  /** Throws ColumnUnreadable when the bytes are not what was sealed for this place and row. */
  openColumn(place: ColumnPlace, rowKey: string, sealed: Uint8Array): string
  /** What a value is looked up by: HMAC-SHA-256 under a key of its own, 32 bytes, different for each kind. */
  lookupHash(kind: LookupKind, value: string): Buffer
  hmac(secret: SecretName, message: Uint8Array | string): Buffer
  /** Throws when the server should not serve: no current epoch, an expired list key. */
  assertReady(): void
  /** Makes a new current key; the one before stays as long as what it signed or sealed. Throws KeysProblem when too soon. */
  rotate(key: RotatedKey): Promise<void>
  close(): void
}

export type ColumnPlace = `${string}.${string}`
export type LookupKind = 'nir' | 'traits' | 'email' | 'national-id' | 'agent' | 'token' | 'invoice'

/** A column that was changed, moved to another row, or sealed by a key we do not have. */
export class ColumnUnreadable extends Error {
  override readonly name = 'ColumnUnreadable'
}

/** Why the keys cannot be used, in a sentence for whoever runs the server. */
export class KeysProblem extends Error {
  override readonly name = 'KeysProblem'
}
