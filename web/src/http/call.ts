import { Refusal } from '@etui/shared/refusal.ts'
import type { AnswerOf, AnyEndpoint, BodyOf, ParamsOf } from '@etui/shared/wire/endpoint.ts'
import { readProblem } from './read-problem.ts'
import type { SecretGuard } from './secret-guard.ts'
import { areSteady, createServerClock } from './server-clock.ts'

/** Longest wait for one answer. */
export const callLimitMs = 20_000

export interface CallNeeds {
  readonly fetch: typeof fetch
  /** of this page, e.g. `https://carte.example` */
  readonly origin: string
  /** Signs for one request; null where no proof is due. */
  readonly prove: ((asked: AskedProof) => Promise<string>) | null
  readonly guard: SecretGuard
  /** milliseconds of a clock that never jumps */
  readonly elapsed?: () => number
  /** milliseconds of the phone's clock */
  readonly now?: () => number
  readonly limitMs?: number
}

/** What a proof is to be over. */
export interface AskedProof {
  readonly htm: string
  readonly htu: string
  /** the server's last one */
  readonly nonce: string | null
  /** the server's clock as its last answer told it, milliseconds */
  readonly serverNow: number | null
}

/** An endpoint without a part infers `unknown` for it. */
type Part<Name extends string, Value> = unknown extends Value ? unknown : Record<Name, Value>
/** What an endpoint asks for: `params` and `body`, each only where it has one. */
export type AskOf<E> = Part<'params', ParamsOf<E>> & Part<'body', BodyOf<E>>

/** An answer with the time its last exchange took, to measure the server's clock by. */
export interface Timed<A> {
  readonly answer: A
  readonly tookMs: number
  /** false when the phone slept or was set meanwhile: then `tookMs` measures nothing */
  readonly isSteady: boolean
}

export interface Caller {
  <E extends AnyEndpoint>(endpoint: E, ask: AskOf<E>): Promise<AnswerOf<E>>
  timed<E extends AnyEndpoint>(endpoint: E, ask: AskOf<E>): Promise<Timed<AnswerOf<E>>>
}

/**
 * Calls endpoints of the own origin, each request with a DPoP proof over the server's last nonce; a nonce gone stale is
 * renewed once. Proofs are dated by the server's own clock, so that a phone with a wrong one is not turned away. A problem comes back as its Refusal with its facts; no answer in time, or one that is not the server's
 * (a hotspot's sign-in page), as `network-down`.
 */
export function createCaller(needs: CallNeeds): Caller {
  const { elapsed = () => performance.now(), now = () => Date.now(), limitMs = callLimitMs } = needs
  const serverClock = createServerClock({ now, elapsed })
  let nonce: string | null = null

  async function timed<E extends AnyEndpoint>(endpoint: E, ask: AskOf<E>) {
    // The conditional type above is exact for callers; inside, both parts are simply optional.
    const { params = {}, body } = ask as { params?: Record<string, unknown>; body?: unknown }
    if (body !== undefined) await needs.guard.check(body)
    const address = `${needs.origin}/api${fill(endpoint.url, params)}`
    for (let isRetry = false; ; isRetry = true) {
      // Without a nonce the first exchange is refused, and tells the hour again.
      if (serverClock.hasSlept()) nonce = null
      const started = { elapsed: elapsed(), date: now() }
      const response = await exchange(endpoint.method, address, body)
      const tookMs = elapsed() - started.elapsed
      const isSteady = areSteady(now() - started.date, tookMs)
      const given = response.headers.get('DPoP-Nonce')
      // Without it the answer may be a hotspot's, whose clock is nobody's.
      if (given !== null) serverClock.hear(response.headers.get('Date'))
      nonce = given ?? nonce
      if (response.ok) {
        // The server serialises by the same endpoint value: its schema is the type's own source.
        const answer = (await readAnswer(response)) as AnswerOf<E>
        return { answer, tookMs, isSteady }
      }
      const refusal = await readProblem(response)
      if (refusal.code !== 'proof-nonce' || isRetry) throw refusal
    }
  }

  async function exchange(method: string, address: string, body: unknown): Promise<Response> {
    const headers = new Headers({ accept: 'application/json, application/problem+json' })
    if (body !== undefined) headers.set('content-type', 'application/json')
    if (needs.prove) {
      const asked = { htm: method, htu: address, nonce, serverNow: serverClock.now() }
      headers.set('DPoP', await needs.prove(asked))
    }
    try {
      return await needs.fetch(address, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        cache: 'no-store',
        credentials: 'same-origin',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(limitMs),
      })
    } catch (cause) {
      throw new Refusal('network-down', {}, { cause })
    }
  }

  return Object.assign(
    async <E extends AnyEndpoint>(endpoint: E, ask: AskOf<E>) =>
      (await timed(endpoint, ask)).answer,
    { timed },
  )
}

async function readAnswer(response: Response): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  if (!isJson) throw new Refusal('network-down', { isForeign: true })
  try {
    return await response.json()
  } catch (cause) {
    throw new Refusal('network-down', {}, { cause })
  }
}

function fill(url: string, params: Record<string, unknown>): string {
  return url.replaceAll(/:([a-zA-Z]+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new TypeError(`the address needs ${name}`)
    return encodeURIComponent(String(value))
  })
}
