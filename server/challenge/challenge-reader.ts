import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import { type Bytes, equalBytes } from '@etui/shared/bytes/bytes.ts'
import { CborError } from '@etui/shared/cbor/cbor-reader.ts'
import {
  type Challenge,
  CHALLENGE_LIFE,
  challengeHash,
  readChallenge,
} from '@etui/shared/presentation/challenge.ts'
import type { ChallengeTaking } from '@etui/shared/presentation/verification.ts'
import { OnlineReader, type ReaderNeeds, type Seat } from '../reading/online-reader.ts'
import type { TakenChallengeStore } from './taken-challenge-store.ts'

export interface ChallengeReaderNeeds extends ReaderNeeds {
  readonly takenChallenges: TakenChallengeStore
}

/** Seconds that a counter's clock may be ahead of ours when it dates a challenge. */
const clockMargin = 60

/**
 * Reads a frame that may answer a challenge its counter made by itself, and which came along: base64url of its CBOR, not
 * to be believed in anything but what the proof carries of it. It must name this counter, not be past its end by our
 * clock, nor end later than one just made would; and it is taken once (PRESENTATION.md, "Time and replay").
 */
export class ChallengeReader extends OnlineReader {
  readonly #seat: Seat
  readonly #given: string | undefined
  readonly #taken: TakenChallengeStore

  constructor(
    seat: Seat,
    { frame, challenge }: { readonly frame: string; readonly challenge?: string },
    needs: ChallengeReaderNeeds,
  ) {
    super(seat, frame, needs)
    this.#seat = seat
    this.#given = challenge
    this.#taken = needs.takenChallenges
  }

  override async takeChallenge(hash: Bytes, replayKey: Bytes): Promise<ChallengeTaking> {
    const challenge = await this.#read(hash)
    if (challenge?.counterId !== this.counterId) return 'unknown'
    const { professionalId, counterId, at } = this.#seat
    const key = { professionalId, challengeHash: Buffer.from(hash) }
    const proofHash = Buffer.from(replayKey)
    const endsAt = new Date(challenge.expiresAt * 1000)
    const isOver = at >= endsAt
    const taken = { ...key, counterId, proofHash, takenAt: at, endsAt }
    if (!isOver && (await this.#taken.take(taken))) return 'taken'
    const takenBy = await this.#taken.takenBy(professionalId, key.challengeHash)
    if (takenBy?.equals(proofHash)) return 'same'
    return isOver ? 'expired' : 'spent'
  }

  /** The challenge that came along, if it is the one the proof answers and could be one of now. */
  async #read(hash: Bytes): Promise<Challenge | undefined> {
    if (this.#given === undefined) return undefined
    try {
      const bytes = fromBase64url(this.#given)
      if (!equalBytes(await challengeHash(bytes, this.cryptography.sha256), hash)) return undefined
      const challenge = readChallenge(bytes)
      const latest = this.now + CHALLENGE_LIFE + clockMargin
      return challenge.expiresAt <= latest ? challenge : undefined
    } catch (error) {
      // Anything may be sent in its place.
      if (error instanceof CborError || error instanceof TypeError) return undefined
      throw error
    }
  }
}
