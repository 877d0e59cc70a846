import type { FastifyReply } from 'fastify'
import type { Clock } from '../clock.ts'
import { type EventStream, openEventStream } from '../http/event-stream.ts'
import type { Keys } from '../keys/keys.ts'
import type { Logger } from '../log/log.ts'
import type { Answers } from '../answers/answers.ts'
import { answerKeptMs, openReading } from './tap.ts'
import type { TapRow, TapStore } from './tap-store.ts'

export interface TapStreamsNeeds {
  readonly taps: TapStore
  readonly answers: Answers
  readonly keys: Pick<Keys, 'openColumn'>
  readonly clock: Clock
  readonly log: Pick<Logger, 'error'>
  /** How often a stream says that it is alive, and looks whether it missed something. */
  readonly beatMs?: number
}

/** Who listens, and where they stand. */
export interface Listener {
  readonly professionalId: string
  readonly counterId: string
  /** The last event this browser had, when it comes back. */
  readonly lastEventId: string | undefined
  /** Whether the session it listens by still stands, at this counter. */
  isStillIn(): Promise<boolean>
}

/** A counter is one screen, which may come back before its last connection is seen to be gone. */
const mostOfCounter = 4
const usualBeatMs = 15_000

/**
 * What counters are told while they wait for a tap (shared/wire/tap.ts). Each stream looks at its counter's row when it
 * opens, when an answer is told, when the tap's time is over and at every beat; it ends with the tap, and with the session.
 */
export class TapStreams {
  readonly #needs: TapStreamsNeeds
  readonly #open = new Map<string, TapStream[]>()

  constructor(needs: TapStreamsNeeds) {
    this.#needs = needs
  }

  open(reply: FastifyReply, listener: Listener): void {
    const { counterId } = listener
    const others = this.#open.get(counterId) ?? []
    if (others.length >= mostOfCounter) others[0]?.end(null)
    const stream = new TapStream(reply, listener, this.#needs, () => {
      const left = (this.#open.get(counterId) ?? []).filter((other) => other !== stream)
      if (left.length > 0) this.#open.set(counterId, left)
      else this.#open.delete(counterId)
    })
    this.#open.set(counterId, [...(this.#open.get(counterId) ?? []), stream])
    stream.start()
  }

  /** Lets every browser go; each comes back to another node, or to this one when it is up again. */
  close(): void {
    for (const streams of this.#open.values()) for (const stream of streams) stream.close()
  }
}

class TapStream {
  readonly #listener: Listener
  readonly #needs: TapStreamsNeeds
  readonly #stream: EventStream
  readonly #told = new Set<string>()
  readonly #unfollow: () => void
  #timer: NodeJS.Timeout | undefined
  #isLooking = false
  #isMoreToSee = false
  #isEnded = false

  constructor(reply: FastifyReply, listener: Listener, needs: TapStreamsNeeds, onEnd: () => void) {
    this.#listener = listener
    this.#needs = needs
    if (listener.lastEventId !== undefined) this.#told.add(listener.lastEventId)
    this.#unfollow = needs.answers.follow(listener.counterId, () => this.#look())
    this.#stream = openEventStream(reply, () => {
      this.#isEnded = true
      clearTimeout(this.#timer)
      this.#unfollow()
      onEnd()
    })
  }

  start(): void {
    this.#look()
  }

  /** Tells that nobody is waited for, and ends. */
  end(tapId: string | null): void {
    this.#stream.send({ id: `${tapId ?? ''}.ended`, name: 'ended', data: { tapId } })
    this.close()
  }

  /** Ends without a word: the browser comes back. */
  close(): void {
    this.#isEnded = true
    this.#stream.end()
  }

  /** One look at a time; what is heard during one makes another. */
  #look(): void {
    this.#isMoreToSee = true
    if (this.#isLooking) return
    this.#isLooking = true
    void this.#lookAll()
  }

  async #lookAll(): Promise<void> {
    try {
      while (this.#isMoreToSee && !this.#isEnded) {
        this.#isMoreToSee = false
        clearTimeout(this.#timer)
        await this.#lookOnce()
      }
    } catch (err) {
      // The browser comes back, and looks again.
      this.#needs.log.error({ err }, 'a counter could not be told of its tap')
      this.close()
    } finally {
      this.#isLooking = false
    }
  }

  async #lookOnce(): Promise<void> {
    const { taps, clock, beatMs = usualBeatMs } = this.#needs
    const { counterId, professionalId } = this.#listener
    const isStillIn = await this.#listener.isStillIn()
    const tap = await taps.ofCounter(counterId)
    if (this.#isEnded) return
    const now = clock().getTime()
    const isHere = isStillIn && tap?.professionalId === professionalId && isKept(tap, now)
    if (!tap || !isHere) return this.end(isStillIn ? (tap?.tapId ?? null) : null)
    this.#tell(tap)
    const waitMs = Math.min(beatMs, endOf(tap) - now)
    this.#timer = setTimeout(() => {
      this.#stream.beat()
      this.#look()
    }, waitMs)
  }

  #tell(tap: TapRow): void {
    const { tapId, sealedAnswer } = tap
    if (sealedAnswer) {
      this.#send(tapId, 'answered', () => ({
        tapId,
        reading: openReading({ ...tap, sealedAnswer }, this.#needs.keys),
      }))
    } else if (tap.seenAt) {
      this.#send(tapId, 'seen', () => ({ tapId }))
    }
  }

  #send(tapId: string, name: 'seen' | 'answered', data: () => unknown): void {
    const id = `${tapId}.${name}`
    if (this.#told.has(id)) return
    this.#told.add(id)
    this.#stream.send({ id, name, data: data() })
  }
}

/** Whether a tap still has something to tell: the counter forgets an answer once it has it. */
function isKept(tap: TapRow, now: number): boolean {
  const isForgotten = tap.answeredAt !== null && tap.sealedAnswer === null
  return !isForgotten && now < endOf(tap)
}

/** A tap is over at its end; one that was answered is kept a little longer, for a counter that was cut off. */
function endOf({ endsAt, answeredAt }: TapRow): number {
  return endsAt.getTime() + (answeredAt ? answerKeptMs : 0)
}
