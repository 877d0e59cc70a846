import type { Bytes } from '../bytes/bytes.ts'
import type { CardClass } from '../card/card.ts'

/** An issuer key that signs cards. Instants are Unix seconds; keys are uncompressed points of 65 bytes. */
export interface TrustedIssuer {
  readonly issuer: string
  /** First 4 bytes of the key's thumbprint; no two in one list. */
  readonly keyId: Bytes
  readonly key: Bytes
  readonly cardClass: CardClass
  /** A card's own instant of issue lies in from..to, bounds included. */
  readonly from: number
  readonly to: number
}

/** A key that signs the status lists of an issuer. */
export interface StatusKey {
  readonly issuer: string
  readonly key: Bytes
}

/** A group key in its epoch: phones seal to it from `from` until `to`. */
export interface GroupKeyEpoch {
  /** 1 to 65,535. */
  readonly groupKeyId: number
  readonly key: Bytes
  readonly from: number
  readonly to: number
}

/** Who may be believed (PRESENTATION.md, "Trust"). */
export interface TrustedList {
  /** Only grows: an older list than the one held is refused. */
  readonly version: number
  readonly issuedAt: number
  readonly expiresAt: number
  readonly issuers: readonly TrustedIssuer[]
  readonly statusKeys: readonly StatusKey[]
  readonly groupKeys: readonly GroupKeyEpoch[]
}
