import type { Awaitable, Bytes } from '../bytes/bytes.ts'
import type { Card, CardClass } from '../card/card.ts'
import type { TrustedIssuer } from '../trust/trusted-list.ts'
import type { Opener, ReadingCryptography } from './cryptography.ts'
import type { FrameType } from './frame.ts'
import type { Proof } from './proof.ts'

/** Ages of a proof that a counter takes, in seconds, bounds included; negative is ahead of the reader's clock. */
export interface AgeWindow {
  readonly least: number
  readonly most: number
  /** Above this age it is taken and told as slow. */
  readonly slowAbove: number
}

export const ONLINE_WINDOW: AgeWindow = { least: -15, most: 45, slowAbove: 45 }
export const OFFLINE_WINDOW: AgeWindow = { least: -60, most: 120, slowAbove: 60 }

/** What replay is judged on, and what a journal keeps of a reading. */
export interface Reading {
  /** SHA-256 of the proof's Sig_structure, 32 bytes. */
  readonly replayKey: Bytes
  readonly card: Card
  readonly proof: Proof
}

/** An earlier reading of the same proof, as far as this reader knows it. */
export interface EarlierReading {
  /** Unix seconds. */
  readonly at?: number
  readonly counterId?: string
}

export type ReplayJudgement =
  | { readonly replay: 'first' | 'same-scan' }
  | { readonly replay: 'replayed'; readonly earlier: EarlierReading }

/** `same`: taken, now or before, by this very proof; whether that is one scan is for the replay rule. */
export type ChallengeTaking = 'taken' | 'same' | 'unknown' | 'expired' | 'spent'

export type CardStatus = 'valid' | 'blocked' | 'beyond' | 'missing' | 'expired'

/** A card that the server finds by its reference: its own record, so no issuer signature is asked for. */
export interface ResolvedReference {
  readonly card: Card
}

/** One who reads a frame: all that verification needs of the world. Nothing is global. */
export interface Reader {
  readonly cryptography: ReadingCryptography
  /** Unix seconds; fractions are dropped. */
  readonly now: number
  readonly cardClass: CardClass
  readonly counterId: string
  readonly window: AgeWindow
  /** From a trusted list that is held and not past its end; `no-list` without one. */
  issuer(keyId: Bytes): Awaitable<TrustedIssuer | 'no-list' | undefined>
  groupKey(groupKeyId: number): Awaitable<Opener | undefined>
  /** Ends the challenge of this hash for the proof with this replay key, in one step: a challenge has one taker. */
  takeChallenge(hash: Bytes, replayKey: Bytes): Awaitable<ChallengeTaking>
  /** Records the reading and tells, in one step, whether the proof was seen before. */
  judgeReplay(reading: Reading): Awaitable<ReplayJudgement>
  status(uri: string, index: number): Awaitable<CardStatus>
  /** Only where the server is at hand; without it a reference is `online-only`. */
  resolveReference?(reference: Bytes): Awaitable<ResolvedReference | undefined>
  /** Cards whose issuer signature was verified before, so that it need not be again. */
  readonly verifiedCards?: VerifiedCards
  /** Preset dictionary of format version 1, where it is another than the published one. */
  readonly dictionary?: Bytes
}

/**
 * Memory of verified issuer signatures (`KeptCards`). A digest covers the issuer's key and the whole credential, and the
 * other steps are gone through each time, so a card past its end or of a withdrawn key gains nothing by being remembered.
 */
export interface VerifiedCards {
  has(digest: Bytes): boolean
  add(digest: Bytes): void
}

/** What stood firm before the verdict. Nothing that was read but not proven is here. */
export interface Established {
  readonly frameType?: FrameType
  /** Signed by a listed issuer (from step 5 on), or resolved by the server. */
  readonly card?: Card
  /** Signed by the card's phone (from step 7 on). */
  readonly proof?: Proof
  readonly replayKey?: Bytes
  /** now - iat of the proof; negative is ahead. From step 7 on. */
  readonly ageSeconds?: number
}

/** All twelve steps were gone through. */
interface Complete extends Established {
  readonly frameType: FrameType
  readonly card: Card
  readonly proof: Proof
  readonly replayKey: Bytes
  readonly ageSeconds: number
  /** Older than the window calls usual, with no challenge. */
  readonly isSlow: boolean
  /** The same scan went through moments ago: nothing new to record. */
  readonly isSameScan: boolean
}

export type MalformedReason =
  | 'digits'
  | 'plain-in-production'
  | 'sealed-body'
  | 'seal'
  | 'padding'
  | 'deflate'
  | 'shape'
  | 'proof-before-card'
  | 'reference-unknown'
  | 'holder-key'
  | 'status-index'

/** The closed list of verdicts (PRESENTATION.md) and, of the facts each stands for, the one that failed. */
export type Verification =
  | (Complete & { readonly verdict: 'valid' })
  | (Complete & { readonly verdict: 'specimen' })
  | (Established &
      (
        | { readonly verdict: 'foreign' | 'unreadable' | 'revoked' }
        | { readonly verdict: 'version'; readonly version: number }
        | { readonly verdict: 'malformed'; readonly reason: MalformedReason }
        | { readonly verdict: 'online-only'; readonly reference: Bytes }
        | {
            readonly verdict: 'key-missing'
            readonly reason: 'group-key'
            readonly groupKeyId: number
          }
        | { readonly verdict: 'key-missing'; readonly reason: 'trusted-list' | 'status-list' }
        | {
            readonly verdict: 'issuer-unknown'
            readonly reason: 'kid' | 'iss' | 'class' | 'period'
          }
        | { readonly verdict: 'signature'; readonly reason: 'issuer' | 'holder' }
        | {
            readonly verdict: 'expired'
            readonly reason: 'card' | 'proof'
            readonly expiredAt: number
          }
        | {
            readonly verdict: 'audience'
            readonly reason:
              | 'other-counter'
              | 'challenge-unknown'
              | 'challenge-expired'
              | 'challenge-spent'
          }
        /** stale: seconds beyond the window. clock: seconds the proof is ahead of this reader. */
        | { readonly verdict: 'stale' | 'clock'; readonly secondsOff: number }
        | { readonly verdict: 'replayed'; readonly earlier: EarlierReading }
      ))

export type Verdict = Verification['verdict']
