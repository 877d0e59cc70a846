import type { Card } from '@etui/shared/card/card.ts'
import type { MalformedReason, Verdict } from '@etui/shared/presentation/verification.ts'
import type {
  CardBeneficiary,
  CardPerson,
  OpenedContext,
  Rights,
} from '@etui/shared/wire/counter.ts'

/** How a verdict was reached. Instants are milliseconds by the server's clock. */
export type ReadingSource =
  | { readonly kind: 'online' }
  /** by the lists this workstation holds, with their dates */
  | { readonly kind: 'offline'; readonly statusAsOf?: number; readonly trustedAsOf?: number }
  /** by the form of the code alone: nothing of it was sent or verified */
  | { readonly kind: 'form' }

/** What the card itself says of cover, at the date it was signed. */
export interface CardCover {
  readonly asOf: number
  readonly isOpen: boolean
  readonly hasC2s: boolean
  readonly hasThirdPartyPayment: boolean
  readonly hasWorkAccident: boolean
  readonly complementary?: { readonly number?: string; readonly untilDay?: number }
  readonly managementCode: string
}

export interface PreviousReading {
  readonly at?: number
  readonly isHere: boolean
  readonly counterName?: string
}

/** One reading, online or not, as the screen tells it. A field is there only where it is known. */
export interface ReadingResult {
  readonly verdict: Verdict
  readonly readAt: number
  readonly source: ReadingSource
  readonly person?: CardPerson
  /** the registry's word, online */
  readonly rights?: Rights
  /** the card's word, offline */
  readonly cover?: CardCover
  /** when the card was signed, as far as it was told */
  readonly cardIssuedAt?: number
  /** what a valid card gives online: half an hour, and whom it stands for */
  readonly context?: OpenedContext
  readonly beneficiaries?: readonly CardBeneficiary[]
  readonly secondsOff?: number
  /** for `clock` and `stale`: whose clock is likelier to be wrong */
  readonly likelierOff?: 'phone' | 'station'
  readonly expiredAt?: number
  readonly blockedAt?: number
  readonly previous?: PreviousReading
  readonly missing?: 'group-key' | 'trusted-list' | 'status-list'
  readonly audience?: 'other-counter' | 'challenge'
  readonly malformed?: MalformedReason
  /** read late in its window, offline */
  readonly isSlow?: boolean
  /** read at two counters within ten minutes */
  readonly isFlagged?: boolean
  /** the same presentation again within 30 s: one scan */
  readonly isRepeat?: boolean
  /** offline: its entry in this workstation's journal, once that is on the disk */
  readonly entryId?: string
  /** offline: this workstation could not write the reading in its journal, so the server will not hear of it */
  readonly isUnwritten?: boolean
}

/** The person a verified card names. */
export function personOf({ content }: Card): CardPerson {
  return {
    nir: content.nir,
    ...(content.ownNir === undefined ? {} : { ins: content.ownNir }),
    familyName: content.familyName,
    givenNames: content.givenNames,
    birthDate: content.birthDate,
    birthRank: content.birthRank,
    quality: content.quality ?? 0,
  }
}
