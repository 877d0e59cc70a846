import { createHash } from 'node:crypto'
import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import { type Bytes, equalBytes } from '@etui/shared/bytes/bytes.ts'
import { CborError } from '@etui/shared/cbor/cbor-reader.ts'
import { challengeHash, readChallenge } from '@etui/shared/presentation/challenge.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { AnswerOf } from '@etui/shared/wire/endpoint.ts'
import type { answerTap as answerTapEndpoint } from '@etui/shared/wire/tap.ts'
import type { Clock } from '../clock.ts'
import type { Keys } from '../keys/keys.ts'
import { sha256 } from '../presentation/platform-node.ts'
import type { ReaderNeeds } from '../reading/online-reader.ts'
import { readForCounter, type ReadForCounterNeeds } from '../reading/read-for-counter.ts'
import type { Answers } from '../answers/answers.ts'
import { BoundReader } from './bound-reader.ts'
import { sealReading } from './tap.ts'
import type { TapAnswer, TapRow, TapStore } from './tap-store.ts'

export interface AnswerTapNeeds extends ReaderNeeds, Omit<ReadForCounterNeeds, 'professionCode'> {
  readonly taps: TapStore
  readonly answers: Answers
  readonly keys: Keys
  readonly clock: Clock
}

/** A phone's answer to a counter's challenge, as it posts it. */
export interface TapFrame {
  /** base64url */
  readonly challenge: string
  readonly frame: string
}

export type AnsweredTap = AnswerOf<typeof answerTapEndpoint>

/** Verdicts that are no word about a card: an app that posts such a thing is told, and no counter is. */
const noPresentation: readonly string[] = ['foreign', 'unreadable', 'malformed', 'version']

/**
 * Reads a phone's frame for the counter whose challenge it answers, exactly as that counter's own reading, and keeps the
 * verdict for it. One frame takes a tap; the same frame again gets the same answer. Throws `tap-none` where this is not
 * what the counter waits for, `tap-ended` when it came too late, `frame-malformed` for what answers no challenge.
 */
export async function answerTap(
  { challenge, frame }: TapFrame,
  needs: AnswerTapNeeds,
): Promise<AnsweredTap> {
  const { taps, answers, keys, clock } = needs
  const tap = await findAsked(challenge, taps)
  const takenBy = createHash('sha256').update(frame).digest()
  const before = answeredBefore(tap, takenBy)
  if (before) return before

  const seat = { ...tap, at: clock(), way: 'tap' as const }
  if (seat.at >= tap.endsAt) throw new Refusal('tap-ended')
  const asked = await challengeHash(new Uint8Array(tap.challenge), sha256)
  const reader = new BoundReader(seat, frame, needs, async (hash) => {
    if (!equalBytes(hash, asked)) return 'unknown'
    return (await taps.take(tap, takenBy, seat.at)) ? 'taken' : 'spent'
  })
  const { professionCode } = tap
  const reading = await readForCounter(frame, seat, reader, { ...needs, professionCode })
  if (noPresentation.includes(reading.verdict)) throw new Refusal('frame-malformed')
  // A card refused before its challenge was looked at takes the tap all the same: the counter waits for this phone.
  await taps.take(tap, takenBy, seat.at)
  const sealedAnswer = sealReading(tap, reading, keys)
  const answer = { verdict: reading.verdict, answeredAt: seat.at, sealedAnswer }
  if (await taps.answer(tap, takenBy, answer)) {
    answers.tell(tap.counterId)
    return wordOf(answer)
  }
  // The same frame, sent twice at once, may just have been answered; anything else was faster.
  const now = await taps.ofCounter(tap.counterId)
  const word = now?.tapId === tap.tapId && answeredBefore(now, takenBy)
  if (!word) throw new Refusal('tap-ended')
  return word
}

/** What the frame that took a tap was answered, if it was. Throws `tap-ended` for another frame. */
function answeredBefore(tap: TapRow, takenBy: Buffer): AnsweredTap | undefined {
  const { verdict, answeredAt } = tap
  if (tap.takenBy && !tap.takenBy.equals(takenBy)) throw new Refusal('tap-ended')
  return verdict !== null && answeredAt ? wordOf({ verdict, answeredAt }) : undefined
}

function wordOf({ verdict, answeredAt }: Pick<TapAnswer, 'verdict' | 'answeredAt'>): AnsweredTap {
  return { verdict, readAt: answeredAt.getTime() }
}

/** The tap whose challenge this is, byte for byte. */
async function findAsked(text: string, taps: TapStore): Promise<TapRow> {
  const { challenge, counterId } = readAsked(text)
  const tap = await taps.ofCounter(counterId)
  if (!tap?.challenge.equals(challenge)) throw new Refusal('tap-none')
  return tap
}

function readAsked(text: string): { challenge: Bytes; counterId: string } {
  try {
    const challenge = fromBase64url(text)
    return { challenge, counterId: readChallenge(challenge).counterId }
  } catch (error) {
    const isOfItsText = error instanceof CborError || error instanceof TypeError
    throw isOfItsText ? new Refusal('request-malformed') : error
  }
}
