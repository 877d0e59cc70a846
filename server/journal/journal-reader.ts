import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import { type Bytes, equalBytes } from '@etui/shared/bytes/bytes.ts'
import type { CardClass } from '@etui/shared/card/card.ts'
import { CborError } from '@etui/shared/cbor/cbor-reader.ts'
import { challengeHash, readChallenge } from '@etui/shared/presentation/challenge.ts'
import type { ReadingCryptography } from '@etui/shared/presentation/cryptography.ts'
import { cleanScan } from '@etui/shared/presentation/frame.ts'
import {
  type CardStatus,
  type ChallengeTaking,
  OFFLINE_WINDOW,
  type Reader,
  type Reading,
  type ReplayJudgement,
  type VerifiedCards,
} from '@etui/shared/presentation/verification.ts'
import type { JournalEntry } from '@etui/shared/wire/journal.ts'
import type { BlockStore } from '../block/block-store.ts'
import { openerOf } from '../presentation/platform-node.ts'
import { findPlace, type ReaderNeeds } from '../reading/online-reader.ts'
import type { CardPlace, EarlierReading } from '../reading/reading-store.ts'
import { findIssuer } from '../trust/trusted-keys.ts'

/** Whose journal it is, and the instant at which the entry is judged. */
export interface JournalSeat {
  readonly counterId: string
  readonly professionalId: string
  /** now, by the server's clock */
  readonly at: Date
}

export interface JournalReaderNeeds extends ReaderNeeds {
  readonly blocks: Pick<BlockStore, 'stoodAt'>
}

/** A challenge lives so long, in seconds (PRESENTATION.md, "Time and replay"). */
const challengeLife = 120

/**
 * Reads one entry of a counter's journal as that counter could at the time (PRESENTATION.md, "Time and replay"): by the
 * offline window, the keys of then, and the blocks of then. Its one write is the reading itself, dated as it was read.
 */
export class JournalReader implements Reader {
  readonly window = OFFLINE_WINDOW
  readonly now: number
  readonly cryptography: ReadingCryptography
  readonly verifiedCards: VerifiedCards
  readonly cardClass: CardClass
  readonly counterId: string
  readonly #seat: JournalSeat
  readonly #entry: JournalEntry
  readonly #needs: JournalReaderNeeds
  #blockedAt: Date | null = null
  #place: CardPlace | null = null
  #earlier: EarlierReading | null = null

  constructor(seat: JournalSeat, entry: JournalEntry, needs: JournalReaderNeeds) {
    this.now = entry.readAt / 1000
    this.cryptography = needs.cryptography
    this.verifiedCards = needs.verifiedCards
    this.cardClass = needs.cardClass
    this.counterId = seat.counterId
    this.#seat = seat
    this.#entry = entry
    this.#needs = needs
  }

  /** Whose card it was, once its index was looked up (from step 10 on). */
  get place(): CardPlace | null {
    return this.#place
  }

  /** When the card was blocked, if it was at the time it was read, though the block was lifted since. */
  get blockedAt(): Date | null {
    return this.#blockedAt
  }

  /** The first reading of this proof, when this was not it. */
  get earlier(): EarlierReading | null {
    return this.#earlier
  }

  issuer(keyId: Bytes) {
    return findIssuer(this.#needs.keys, keyId, this.#needs)
  }

  groupKey(groupKeyId: number) {
    const key = this.#needs.keys.storedGroups().findLast(({ gkid }) => gkid === groupKeyId)
    return key && openerOf(key.privateKey)
  }

  /** By the challenge that came with the entry. That it was taken once, its counter saw to. */
  async takeChallenge(hash: Bytes): Promise<ChallengeTaking> {
    const { challenge: given } = this.#entry
    if (given === undefined) return 'unknown'
    try {
      const bytes = fromBase64url(given)
      const { counterId, expiresAt } = readChallenge(bytes)
      const made = await challengeHash(bytes, this.cryptography.sha256)
      if (counterId !== this.counterId || !equalBytes(made, hash)) return 'unknown'
      if (this.now >= expiresAt) return 'expired'
      return expiresAt - this.now > challengeLife ? 'unknown' : 'taken'
    } catch (error) {
      // Whoever sends a journal may write anything there.
      if (error instanceof CborError || error instanceof TypeError) return 'unknown'
      throw error
    }
  }

  async judgeReplay(reading: Reading): Promise<ReplayJudgement> {
    this.#place = await findPlace(reading.card.status, this.#needs)
    if (!this.#place) return { replay: 'first' }
    this.#blockedAt = await this.#needs.blocks.stoodAt(this.#place, new Date(this.#entry.readAt))
    const isTakenNext = !this.blockedAt && reading.card.cardClass === this.cardClass
    if (isTakenNext && (await this.#record(reading, this.#place))) return { replay: 'first' }

    const replayKey = Buffer.from(reading.replayKey)
    this.#earlier = await this.#needs.readings.findReading(this.#place.personId, replayKey)
    if (!this.#earlier) return { replay: 'first' }
    const { counterId, readAt } = this.#earlier
    // Told online whose answer was lost, or told before: either way one reading of one counter.
    if (counterId === this.counterId) return { replay: 'same-scan' }
    const at = Math.floor(readAt.getTime() / 1000)
    return { replay: 'replayed', earlier: { at, counterId } }
  }

  status(): CardStatus {
    if (!this.#place) return 'beyond'
    return this.blockedAt ? 'blocked' : 'valid'
  }

  /** False when this proof was read before. */
  async #record({ proof, replayKey }: Reading, place: CardPlace): Promise<boolean> {
    const { personId, phoneId, beneficiaryId } = place
    const { frame, readAt } = this.#entry
    const recorded = await this.#needs.readings.record({
      personId,
      phoneId,
      beneficiaryId,
      proofHash: Buffer.from(replayKey),
      counterId: this.counterId,
      professionalId: this.#seat.professionalId,
      staffId: this.#entry.staffId ?? null,
      provedAt: new Date(proof.issuedAt * 1000),
      readAt: new Date(readAt),
      recordedAt: new Date(Math.max(this.#seat.at.getTime(), readAt)),
      isOffline: true,
      unlockedBy: proof.unlockedBy,
      frameType: Number(cleanScan(frame).charAt(2)),
      way: proof.challenge === undefined ? 'code' : 'challenge',
    })
    if (recorded !== null) this.#needs.answers.tell(personId)
    return recorded !== null
  }
}
