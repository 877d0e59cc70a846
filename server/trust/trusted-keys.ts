import { toHex } from '../../shared/bytes/hex.ts'
import type { Bytes } from '../../shared/bytes/bytes.ts'
import type { CardClass } from '../../shared/card/card.ts'
import type { GroupKeyEpoch, StatusKey, TrustedIssuer } from '../../shared/trust/trusted-list.ts'
import type { Keys } from '../keys/keys.ts'
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

export function trustedKeys(keys: Keys, { issuer, cardClass }: IssuerOfCards): TrustedKeys {
  return {
    issuers: keys.issuers().map((key) => ({
      issuer,
      keyId: key.kid,
      key: key.point,
      cardClass,
      from: seconds(key.from),
      to: key.until ? Math.ceil(key.until.getTime() / 1000) : seconds(key.from) + longestUse,
    })),
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
  keys: Keys,
  keyId: Bytes,
  issuer: IssuerOfCards,
): TrustedIssuer | undefined {
  const wanted = toHex(keyId)
  return trustedKeys(keys, issuer).issuers.find((each) => toHex(each.keyId) === wanted)
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}
