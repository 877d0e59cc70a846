import type { Bytes } from '../bytes/bytes.ts'

/** A card's class is its issuer key's; a counter has one too and takes only cards of its own. */
export type CardClass = 'production' | 'test' | 'demonstration'

/** Where a card's status is looked up: bit `index` of the list published at `uri`. */
export interface StatusReference {
  readonly index: number
  readonly uri: string
}

/** Bits of `CardContent.coverage`. */
export const COVERAGE = {
  obligatoryOpen: 1,
  solidarity: 2,
  complementary: 4,
  workAccident: 8,
  thirdPartyPayment: 16,
} as const

/** What the issuer signs about one beneficiary (PRESENTATION.md, `content`). Dates are numbers YYYYMMDD. */
export interface CardContent {
  /** 15 characters with key. A reader does not check the key: that is the issuer's duty. */
  readonly nir: string
  readonly familyName: string
  readonly givenNames: string
  /** Month or day may be impossible: lunar dates are real. */
  readonly birthDate: number
  readonly birthRank: number
  /** regime(2) caisse(3) centre(4) as one number. */
  readonly regime: number
  readonly managementCode: number
  /** Sum of `COVERAGE` bits. */
  readonly coverage: number
  readonly complementaryNumber?: number
  readonly complementaryUntil?: number
  /** 0 insured, 2 spouse, 6 child, ... */
  readonly quality?: number
  /** First 8 bytes of the SHA-256 of the portrait. */
  readonly portrait?: Bytes
  /** The beneficiary's own number when it is not `nir`. */
  readonly ownNir?: string
}

/** A card: its claims as the issuer signed them. Instants are Unix seconds. */
export interface CardClaims {
  readonly issuer: string
  readonly issuedAt: number
  readonly expiresAt: number
  /** The phone's presentation key: a compressed P-256 point, 33 bytes. */
  readonly holderKey: Bytes
  readonly status: StatusReference
  readonly cardClass: CardClass
  readonly content: CardContent
}

/** A card as it travels. */
export interface Card extends CardClaims {
  /** First 4 bytes of the issuer key's thumbprint. */
  readonly keyId: Bytes
}

/** Longest life of a card, in seconds: 31 days. */
export const LONGEST_LIFE = 2_678_400
