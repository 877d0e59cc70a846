import type { Bytes } from '@etui/shared/bytes/bytes.ts'

/** What the phone knows of itself while its vault is locked. Nothing here is a trait of its holder. */
export interface PhoneState {
  /**
   * `activating` until the server's answer to the activation is known; `suspended` can be undone; `ended` is final and
   * leaves nothing else on the phone.
   */
  readonly standing: 'activating' | 'active' | 'suspended' | 'ended'
  /** while suspended, the server's instant in milliseconds from when on that is final, where it was told */
  readonly suspendedUntil?: number | undefined
  /** why it ended */
  readonly endedBy: EndReason | null
  /** `suspended` until the holder proves themselves again (DESIGN.md 6) */
  readonly refreshing: 'rotating' | 'suspended'
  /** 32 bytes, to be presented next */
  readonly token: Bytes
  /** Drawn and on the disk before its hash is sent; becomes `token` with the answer. */
  readonly nextToken: Bytes | null
  /** of the last letter that was opened */
  readonly cursor: string
  /** server clock minus phone clock, milliseconds */
  readonly clockOffsetMs: number
  /** server instants, milliseconds; 0 before the first refresh */
  readonly refreshedAt: number
  readonly nextRefreshAt: number
  /** when the first of the phone's cards expires; null before a letter was opened */
  readonly cardsExpireAt: number | null
  /** the holder's wish; granted with each code typed online, where the phone has no PRF */
  readonly isLeaseWanted: boolean
}

/** Blocked; replaced by a newer phone; or blocked because this phone and a copy of it both proved themselves. */
export type EndReason = 'card-blocked' | 'phone-ended' | 'two-branches'

/** Whether there is a card in this phone that an activation would wipe. */
export function isHeld(phone: PhoneState | undefined): boolean {
  return phone?.standing === 'active' || phone?.standing === 'suspended'
}

/** A phone about to be activated with a token of its own drawing. */
export function activatingPhone(token: Bytes): PhoneState {
  return {
    standing: 'activating',
    endedBy: null,
    refreshing: 'rotating',
    token,
    nextToken: null,
    cursor: '',
    clockOffsetMs: 0,
    refreshedAt: 0,
    nextRefreshAt: 0,
    cardsExpireAt: null,
    isLeaseWanted: false,
  }
}

/** A phone whose card is over: it keeps the reason and nothing to present. */
export function endedPhone(before: PhoneState, endedBy: EndReason): PhoneState {
  return {
    ...before,
    standing: 'ended',
    endedBy,
    token: new Uint8Array(),
    nextToken: null,
    cursor: '',
    cardsExpireAt: null,
  }
}

/** A card lives 30 days; from day 25 the holder is told to find the network. */
const reminderMs = 5 * 86_400_000

export type Freshness = 'fresh' | 'due' | 'expired'

/** Whether the cards still serve, soon need the network, or no longer serve. `now` is server-corrected. */
export function freshnessOf(phone: Pick<PhoneState, 'cardsExpireAt'>, now: number): Freshness {
  const { cardsExpireAt } = phone
  if (cardsExpireAt === null || now < cardsExpireAt - reminderMs) return 'fresh'
  return now < cardsExpireAt ? 'due' : 'expired'
}

export interface Clock {
  now(): number
}

/** The server's clock as this phone knows it. */
export function correctedClock(
  phone: Pick<PhoneState, 'clockOffsetMs'> | null,
  clock: Clock,
): number {
  return clock.now() + (phone?.clockOffsetMs ?? 0)
}
