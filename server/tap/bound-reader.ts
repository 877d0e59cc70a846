import type { Awaitable, Bytes } from '@etui/shared/bytes/bytes.ts'
import type {
  ChallengeTaking,
  Reader,
  Reading,
  ReplayJudgement,
} from '@etui/shared/presentation/verification.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { OnlineReader, type ReaderNeeds, type Seat } from '../reading/online-reader.ts'

/**
 * Reads, for a counter, the one frame that answers its challenge. A frame that answers none throws `frame-malformed`
 * before it is recorded: it was not made for this tap. It was made for no other either, so that having been read here
 * before, however long ago, is this same tap, whose answer was never written.
 */
export class BoundReader extends OnlineReader {
  readonly #takeChallenge: Reader['takeChallenge']

  constructor(
    seat: Seat,
    frame: string,
    needs: ReaderNeeds,
    takeChallenge: Reader['takeChallenge'],
  ) {
    super(seat, frame, needs)
    this.#takeChallenge = takeChallenge
  }

  override takeChallenge(hash: Bytes, replayKey: Bytes): Awaitable<ChallengeTaking> {
    return this.#takeChallenge(hash, replayKey)
  }

  override async judgeReplay(reading: Reading): Promise<ReplayJudgement> {
    if (reading.proof.challenge === undefined) throw new Refusal('frame-malformed')
    const judgement = await super.judgeReplay(reading)
    const isThisTap = this.earlier?.counterId === this.counterId
    return judgement.replay === 'replayed' && isThisTap ? { replay: 'same-scan' } : judgement
  }
}
