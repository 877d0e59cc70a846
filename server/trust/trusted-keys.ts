import { type Bytes, equalBytes } from '@etui/shared/bytes/bytes.ts'
import type { CardClass } from '@etui/shared/card/card.ts'
import type { GroupKeyEpoch, StatusKey, TrustedIssuer } from '@etui/shared/trust/trusted-list.ts'
import type { Keys, SigningKey } from '../keys/keys.ts'
import { isDemo, type Settings } from '../settings/settings.ts'

/** Whose cards these are. */
export interface IssuerOfCards {
  /** The card app's origin: `iss` of every card and list. */
  readonly issuer: string
  readonly cardClass: CardClass
}

/** Cards of a demonstration say so in their class, and no production counter takes them. */
export function issuerOfCards(settings: Pick<Settings, 'origins' | 'outside'>): IssuerOfCards {
  return {
    issuer: settings.origins.card,
    cardClass: isDemo(settings) ? 'demonstration' : 'production',
  }
}

/** What the trusted list says of our keys, as they are now; without version and dates. */
export interface TrustedKeys {
  readonly issuers: readonly TrustedIssuer[]
  readonly statusKeys: readonly StatusKey[]
  readonly groupKeys: readonly GroupKeyEpoch[]
}

/**
 * The current issuer key has no end of its own yet: it is rotated long before this, and a key that is compromised leaves
 * the list at once.
 */
const longestUse = 5 * 366 * 86_400

export function trustedKeys(keys: Keys, ofCards: IssuerOfCards): TrustedKeys {
  const { issuer } = ofCards
  return {
    issuers: keys.issuers().map((key) => trustedIssuer(key, ofCards)),
    statusKeys: keys.statuses().map((key) => ({ issuer, key: key.point })),
    groupKeys: keys.groups().map((key) => ({
      groupKeyId: key.gkid,
      key: key.point,
      from: seconds(key.from),
      to: seconds(key.to),
    })),
  }
}

/** The listed issuer key of a card's key id. */
export function findIssuer(
  keys: Pick<Keys, 'issuers'>,
  keyId: Bytes,
  ofCards: IssuerOfCards,
): TrustedIssuer | undefined {
  const key = keys.issuers().find(({ kid }) => equalBytes(kid, keyId))
  return key && trustedIssuer(key, ofCards)
}

function trustedIssuer(key: SigningKey, { issuer, cardClass }: IssuerOfCards): TrustedIssuer {
  return {
    issuer,
    keyId: key.kid,
    key: key.point,
    cardClass,
    from: seconds(key.from),
    to: key.until ? Math.ceil(key.until.getTime() / 1000) : seconds(key.from) + longestUse,
  }
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}
