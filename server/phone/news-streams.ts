import type { FastifyReply } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import type { NewsEvent } from '@etui/shared/wire/phone.ts'
import type { Answers } from '../answers/answers.ts'
import { type EventStream, openEventStream } from '../http/event-stream.ts'
import type { Logger } from '../log/log.ts'
import { settleMs } from './letter-items.ts'
import type { NewsStore } from './news-store.ts'
import { type ActivePhone, activePhone } from './phone-state.ts'
import type { PhoneStore } from './phone-store.ts'

export interface NewsStreamsNeeds {
  readonly phones: Pick<PhoneStore, 'find'>
  readonly news: NewsStore
  readonly answers: Pick<Answers, 'follow'>
  readonly log: Pick<Logger, 'error'>
  /** how often a stream says that it is alive; each third time it looks whether it missed something */
  readonly beatMs?: number
  /** how long a stream lives */
  readonly lifeMs?: number
  /** so many are open in this process at once */
  readonly most?: number
}

const usualBeatMs = 20_000
const usualLifeMs = 10 * 60_000
const usualMost = 20_000
/** A process that is full says when to come back. */
const fullSeconds = 60
const beatsToALook = 3

/**
 * Phones that wait for news while their case is open (shared/wire/phone.ts). One stream a phone, of limited number and life;
 * each looks when it opens, when its person is told of, and now and then; it ends when the phone's card does.
 */
export class NewsStreams {
  readonly #needs: NewsStreamsNeeds
  readonly #open = new Map<string, NewsStream>()

  constructor(needs: NewsStreamsNeeds) {
    this.#needs = needs
  }

  /** Throws what `activePhone` throws, and `limit-reached` where too many wait already. */
  async open(reply: FastifyReply, thumbprint: string): Promise<void> {
    const phone = activePhone(await this.#needs.phones.find(thumbprint))
    const before = this.#open.get(thumbprint)
    const { most = usualMost } = this.#needs
    if (!before && this.#open.size >= most) {
      throw new Refusal('limit-reached', { retryAfterSeconds: fullSeconds })
    }
    before?.end('replaced')
    const stream = new NewsStream(reply, phone, this.#needs, () => {
      if (this.#open.get(thumbprint) === stream) this.#open.delete(thumbprint)
    })
    this.#open.set(thumbprint, stream)
    stream.start()
  }

  /** Lets every phone go; each comes back to another node, or to this one when it is up again. */
  close(): void {
    for (const stream of this.#open.values()) stream.close()
  }
}

class NewsStream {
  readonly #phone: ActivePhone
  readonly #needs: NewsStreamsNeeds
  readonly #stream: EventStream
  readonly #unfollow: () => void
  readonly #timers: readonly NodeJS.Timeout[]
  /** what was recorded until then is told */
  #toldTo: number
  #beats = 0
  #events = 0
  #isHeard = false
  #isToLook = false
  #isLooking = false
  #isEnded = false

  constructor(reply: FastifyReply, phone: ActivePhone, needs: NewsStreamsNeeds, onEnd: () => void) {
    const { answers, beatMs = usualBeatMs, lifeMs = usualLifeMs } = needs
    this.#phone = phone
    this.#needs = needs
    // What was being written while the phone last refreshed is told once more rather than never.
    this.#toldTo = (phone.refreshedAt?.getTime() ?? 0) - settleMs
    this.#unfollow = answers.follow(phone.personId, () => this.#hear())
    this.#timers = [setInterval(() => this.#beat(), beatMs), setTimeout(() => this.close(), lifeMs)]
    this.#stream = openEventStream(reply, () => {
      this.#isEnded = true
      for (const timer of this.#timers) clearTimeout(timer)
      this.#unfollow()
      onEnd()
    })
  }

  start(): void {
    this.#look()
  }

  /** Says a last word, and ends. */
  end(word: Exclude<NewsEvent, 'news'>): void {
    this.#say(word)
    this.close()
  }

  /** Ends without a word: the phone comes back. */
  close(): void {
    this.#isEnded = true
    this.#stream.end()
  }

  #hear(): void {
    this.#isHeard = true
    this.#look()
  }

  #beat(): void {
    this.#stream.beat()
    this.#beats += 1
    if (this.#beats % beatsToALook === 0) this.#look()
  }

  /** One look at a time; what is heard during one makes another. */
  #look(): void {
    this.#isToLook = true
    if (this.#isLooking) return
    this.#isLooking = true
    void this.#lookAll()
  }

  async #lookAll(): Promise<void> {
    try {
      while (this.#isToLook && !this.#isEnded) {
        this.#isToLook = false
        await this.#lookOnce()
      }
    } catch (err) {
      // The phone comes back, and looks again.
      this.#needs.log.error({ err }, 'a phone could not be told of its news')
      this.close()
    } finally {
      this.#isLooking = false
    }
  }

  async #lookOnce(): Promise<void> {
    const { phones, news } = this.#needs
    const { personId, deviceThumbprint } = this.#phone
    const isHeard = this.#isHeard
    this.#isHeard = false
    const phone = await phones.find(deviceThumbprint)
    if (this.#isEnded) return
    if (!works(phone)) return this.end('ended')
    const last = (await news.lastOf(personId))?.getTime() ?? 0
    if (this.#isEnded || (!isHeard && last <= this.#toldTo)) return
    this.#toldTo = Math.max(this.#toldTo, last)
    this.#say('news')
  }

  #say(name: NewsEvent): void {
    this.#events += 1
    this.#stream.send({ id: String(this.#events), name, data: {} })
  }
}

function works(phone: Parameters<typeof activePhone>[0]): boolean {
  try {
    activePhone(phone)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
