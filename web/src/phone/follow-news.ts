import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'
import { newsEvents, newsUrl, type NewsEvent } from '@etui/shared/wire/phone.ts'
import type { AskedProof } from '../http/call.ts'
import { readProblem } from '../http/read-problem.ts'

export interface NewsNeeds {
  readonly fetch: typeof fetch
  /** of this page */
  readonly origin: string
  readonly prove: (asked: AskedProof) => Promise<string>
  /** between 0 and 1 */
  readonly random: () => number
  /** how long a stream may be silent, milliseconds: the server says every twenty seconds that it is there */
  readonly silenceMs?: number
  /** the first wait after a stream broke, milliseconds; it doubles up to a minute */
  readonly firstWaitMs?: number
}

const usualSilenceMs = 50_000
const usualFirstWaitMs = 1_000
const longestWaitMs = 60_000
/** A stream that lived so long was a good one: the next is asked for soon. */
const steadyMs = 10_000

/**
 * Follows what the server says there is to refresh for (shared/wire/phone.ts) until told to stop, the phone ends or asks
 * elsewhere. A stream that breaks is asked for again, later each time and never at the same moment as everybody's. `hear`
 * is called for news, and for an end, whose reason a refresh tells. Never rejects but for a programmer's mistake.
 */
export async function followNews(
  hear: () => void,
  stop: AbortSignal,
  needs: NewsNeeds,
): Promise<void> {
  const { random, firstWaitMs = usualFirstWaitMs } = needs
  const ask = asker(needs)
  let waitMs = firstWaitMs
  while (!stop.aborted) {
    const from = performance.now()
    let askedMs = 0
    try {
      const last = await listen(ask, hear, stop, needs)
      if (last === 'ended') hear()
      if (last !== undefined) return
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const seconds = error.facts['retryAfterSeconds']
      if (typeof seconds === 'number') askedMs = seconds * 1_000
      else if (isOver(error)) return hear()
    }
    if (performance.now() - from > steadyMs) waitMs = firstWaitMs
    await pause(askedMs + waitMs * (0.5 + random() / 2), stop)
    waitMs = Math.min(2 * waitMs, longestWaitMs)
  }
}

/** What no later try changes: a refresh says it on the screen. */
function isOver({ code }: Refusal): boolean {
  const over: readonly RefusalCode[] = [
    'card-blocked',
    'card-suspended',
    'phone-ended',
    'phone-unknown',
    'vault-lost',
  ]
  return over.includes(code)
}

type Ask = (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>

/** Asks for a stream with a proof over the server's last nonce; one gone stale is renewed once. */
function asker({ fetch, origin, prove }: NewsNeeds): Ask {
  let nonce: string | null = null
  return async (signal) => {
    const htu = `${origin}/api${newsUrl}`
    for (let isRetry = false; ; isRetry = true) {
      const proof = await prove({ htm: 'GET', htu, nonce, serverNow: null })
      const response = await fetch(htu, {
        headers: { accept: 'text/event-stream, application/problem+json', DPoP: proof },
        cache: 'no-store',
        credentials: 'same-origin',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal,
      }).catch((cause: unknown) => {
        throw new Refusal('network-down', {}, { cause })
      })
      nonce = response.headers.get('DPoP-Nonce') ?? nonce
      const isStream =
        response.headers.get('content-type')?.startsWith('text/event-stream') === true
      if (response.ok && isStream && response.body) return response.body
      // A hotspot answers anything with its own page.
      if (response.ok) throw new Refusal('network-down', { isForeign: true })
      const refusal = await readProblem(response)
      if (refusal.code !== 'proof-nonce' || isRetry) throw refusal
    }
  }
}

/** Reads one stream to its end; answers its last word, if it had one. */
async function listen(
  ask: Ask,
  hear: () => void,
  stop: AbortSignal,
  { silenceMs = usualSilenceMs }: NewsNeeds,
): Promise<Exclude<NewsEvent, 'news'> | undefined> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), silenceMs)
  try {
    const stream = await ask(AbortSignal.any([stop, silence.signal]))
    const reader = stream.getReader()
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return undefined
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silenceMs)
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const word of blocks.flatMap(readEvent)) {
        if (word !== 'news') return word
        hear()
      }
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    // The stream broke, fell silent, or was let go.
    throw new Refusal('network-down', {}, { cause: error })
  } finally {
    clearTimeout(timer)
    silence.abort()
  }
}

function readEvent(block: string): NewsEvent[] {
  const name = /^event: (.*)$/m.exec(block)?.[1]
  return newsEvents.filter((known) => known === name)
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  stop.addEventListener('abort', () => resolve(), { once: true })
  await promise
  clearTimeout(timer)
}
