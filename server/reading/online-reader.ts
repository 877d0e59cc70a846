import type { Awaitable, Bytes } from '@etui/shared/bytes/bytes.ts'
import type { CardClass, StatusReference } from '@etui/shared/card/card.ts'
import { readCard } from '@etui/shared/card/read-card.ts'
import type { ReadingWay } from '@etui/shared/phone/letter.ts'
import type { Opener, ReadingCryptography } from '@etui/shared/presentation/cryptography.ts'
import { cleanScan } from '@etui/shared/presentation/frame.ts'
import {
  type CardStatus,
  type ChallengeTaking,
  ONLINE_WINDOW,
  type Reader,
  type Reading,
  type ReplayJudgement,
  type VerifiedCards,
} from '@etui/shared/presentation/verification.ts'
import type { Answers } from '../answers/answers.ts'
import type { Keys } from '../keys/keys.ts'
import { openerOf } from '../presentation/platform-node.ts'
import { findIssuer } from '../trust/trusted-keys.ts'
import type { CardPlace, EarlierReading, ReadingStore } from './reading-store.ts'

/** The same proof again at the same counter within this is one scan. */
export const sameScanMs = 30_000

export interface ReaderNeeds {
  readonly readings: ReadingStore
  readonly keys: Keys
  readonly cryptography: ReadingCryptography
  readonly verifiedCards: VerifiedCards
  readonly issuer: string
  readonly cardClass: CardClass
  /** the person whose card was read is told */
  readonly answers: Pick<Answers, 'tell'>
}

/** Who reads, and when. */
export interface Seat {
  readonly counterId: string
  readonly professionalId: string
  /** of whoever reads for the professional; null where they do themselves */
  readonly staffId: string | null
  readonly at: Date
  /** how the frame came, where that is not told by the frame itself */
  readonly way?: ReadingWay
}

/**
 * Reads one frame for a counter, online (PRESENTATION.md, "Order of verification"). Its one write is the reading itself,
 * made at step 10 and only for a card that the two steps after it will take: a refused presentation is no reading.
 */
export class OnlineReader implements Reader {
  readonly window = ONLINE_WINDOW
  readonly now: number
  readonly cryptography: ReadingCryptography
  readonly verifiedCards: VerifiedCards
  readonly cardClass: CardClass
  readonly counterId: string
  readonly #seat: Seat
  readonly #frame: string
  readonly #needs: ReaderNeeds
  #place: CardPlace | null = null
  #earlier: EarlierReading | null = null
  #isFlagged = false

  constructor(seat: Seat, frame: string, needs: ReaderNeeds) {
    this.now = seat.at.getTime() / 1000
    this.cryptography = needs.cryptography
    this.verifiedCards = needs.verifiedCards
    this.cardClass = needs.cardClass
    this.counterId = seat.counterId
    this.#seat = seat
    this.#frame = frame
    this.#needs = needs
  }

  /** Whose card it was, once its index was looked up (from step 10 on). */
  get place(): CardPlace | null {
    return this.#place
  }

  /** The first reading of this proof, when this was not it. */
  get earlier(): EarlierReading | null {
    return this.#earlier
  }

  /** Read at another counter within ten minutes. */
  get isFlagged(): boolean {
    return this.#isFlagged
  }

  issuer(keyId: Bytes) {
    return findIssuer(this.#needs.keys, keyId, this.#needs)
  }

  groupKey(groupKeyId: number): Opener | undefined {
    const key = this.#needs.keys.groups().find(({ gkid }) => gkid === groupKeyId)
    return key && openerOf(key.privateKey)
  }

  /** Counters send challenges; one that comes to the server was not sent by it. */
  takeChallenge(_hash: Bytes, _replayKey: Bytes): Awaitable<ChallengeTaking> {
    return 'unknown'
  }

  async resolveReference(reference: Bytes) {
    const card = await this.#needs.readings.findByReference(reference, this.#seat.at)
    return card ? { card: readCard(new Uint8Array(card)).card } : undefined
  }

  async judgeReplay(reading: Reading): Promise<ReplayJudgement> {
    const { card, replayKey } = reading
    this.#place = await findPlace(card.status, this.#needs)
    if (!this.#place) return { replay: 'first' }
    const isTakenNext = this.#place.blockedAt === null && card.cardClass === this.cardClass
    if (isTakenNext && (await this.#record(reading, this.#place))) return { replay: 'first' }

    const { personId } = this.#place
    this.#earlier = await this.#needs.readings.findReading(personId, Buffer.from(replayKey))
    if (!this.#earlier) return { replay: 'first' }
    this.#isFlagged = this.#earlier.isFlagged
    if (isSameScan(this.#earlier, this.#seat)) return { replay: 'same-scan' }
    const at = Math.floor(this.#earlier.readAt.getTime() / 1000)
    return { replay: 'replayed', earlier: { at, counterId: this.#earlier.counterId } }
  }

  status(): CardStatus {
    if (!this.#place) return 'beyond'
    return this.#place.blockedAt === null ? 'valid' : 'blocked'
  }

  /** False when this proof was read before. */
  async #record({ proof, replayKey }: Reading, place: CardPlace): Promise<boolean> {
    const { personId, phoneId, beneficiaryId } = place
    const recorded = await this.#needs.readings.record({
      personId,
      phoneId,
      beneficiaryId,
      proofHash: Buffer.from(replayKey),
      counterId: this.#seat.counterId,
      professionalId: this.#seat.professionalId,
      staffId: this.#seat.staffId,
      provedAt: new Date(proof.issuedAt * 1000),
      readAt: this.#seat.at,
      recordedAt: this.#seat.at,
      isOffline: false,
      unlockedBy: proof.unlockedBy,
      frameType: Number(cleanScan(this.#frame).charAt(2)),
      way: this.#seat.way ?? (proof.challenge === undefined ? 'code' : 'challenge'),
    })
    if (recorded === null) return false
    this.#isFlagged = recorded.isFlagged
    this.#needs.answers.tell(personId)
    return true
  }
}

/** Only our own lists hold our cards: another address, or another way to write it, is no index of ours. */
export async function findPlace(
  { uri, index }: StatusReference,
  { readings, issuer }: Pick<ReaderNeeds, 'readings' | 'issuer'>,
): Promise<CardPlace | null> {
  const start = `${issuer}/s/`
  const shard = uri.startsWith(start) ? uri.slice(start.length) : ''
  if (!/^(0|[1-9][0-9]{0,8})$/.test(shard)) return null
  return readings.findByIndex(Number(shard), index)
}

function isSameScan(earlier: EarlierReading, seat: Seat): boolean {
  const sinceMs = seat.at.getTime() - earlier.readAt.getTime()
  return earlier.counterId === seat.counterId && sinceMs <= sameScanMs
}
