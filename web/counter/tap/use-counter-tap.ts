import { onScopeDispose, shallowRef, type Ref } from 'vue'
import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import { webReading } from '@etui/shared/presentation/platform-web-reading.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { tapNumber } from '@etui/shared/tap/tap-number.ts'
import type { Reading } from '@etui/shared/wire/counter.ts'
import { endTap, startTap, tapEventsUrl } from '@etui/shared/wire/tap.ts'
import type { Caller } from '../../src/http/call.ts'
import { onlineReading } from '../../src/reading/online-reading.ts'
import type { ReadingResult } from '../../src/reading/reading-result.ts'

/** What the counter's screen shows of its tap. */
export type CounterTap =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | {
      readonly kind: 'waiting'
      /** the phone shows it too */
      readonly number: number
      /** a phone asked, and its holder compares */
      readonly isSeen: boolean
      readonly secondsLeft: number
    }
  /** its time passed, or another page of this counter took over */
  | { readonly kind: 'over' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

export interface CounterTapUse {
  readonly state: Readonly<Ref<CounterTap>>
  /** Waits for a phone from now on; whoever was waited for is let go. */
  start(): Promise<void>
  stop(): void
}

export interface CounterTapNeeds {
  readonly call: Caller
  /** the server's clock, milliseconds */
  readonly now: () => number
  readonly onReading: (read: ReadingResult) => void
  readonly onSignIn: () => Promise<void>
  readonly openEvents?: (address: string) => EventSource
}

/** A stream that the server turned away is asked for again so often, while somebody is waited for. */
const againMs = 2_000

/**
 * The counter's side of a tap: draws nothing itself, shows the number, and hears from the server what happens, however
 * often the connection breaks meanwhile. Ends with the scope.
 */
export function useCounterTap(needs: CounterTapNeeds): CounterTapUse {
  const {
    call,
    now,
    onReading,
    onSignIn,
    openEvents = (address) => new EventSource(address),
  } = needs
  const state = shallowRef<CounterTap>({ kind: 'off' })
  let run = 0
  let events: EventSource | undefined
  let clock: ReturnType<typeof setInterval> | undefined
  let again: ReturnType<typeof setTimeout> | undefined

  async function start(): Promise<void> {
    const mine = leave()
    state.value = { kind: 'starting' }
    try {
      const { tapId, challenge, endsAt } = await call(startTap, {})
      const number = await tapNumber(fromBase64url(challenge), webReading.sha256)
      if (mine !== run) {
        // Closed before it began: nobody waits for it.
        if (isOff()) await forget()
        return
      }
      const secondsLeft = () => Math.max(0, Math.ceil((endsAt - now()) / 1000))
      state.value = { kind: 'waiting', number, isSeen: false, secondsLeft: secondsLeft() }
      clock = setInterval(() => count(secondsLeft()), 1_000)
      listen(mine, tapId)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (mine !== run) return
      state.value = { kind: 'refused', refusal: error }
      if (error.code === 'sign-in-needed') await onSignIn()
    }
  }

  /** Asked anew: it changes while something else is waited for. */
  function isOff(): boolean {
    return state.value.kind === 'off'
  }

  function count(secondsLeft: number): void {
    if (state.value.kind !== 'waiting') return
    if (secondsLeft > 0) state.value = { ...state.value, secondsLeft }
    else end({ kind: 'over' })
  }

  function listen(mine: number, tapId: string): void {
    const source = openEvents(`/api${tapEventsUrl}`)
    events = source
    source.addEventListener('seen', (event) => {
      const isOurs = told<{ tapId: string }>(event).tapId === tapId
      if (isOurs && state.value.kind === 'waiting') state.value = { ...state.value, isSeen: true }
    })
    source.addEventListener('answered', (event) => {
      const answer = told<{ tapId: string; reading: Reading }>(event)
      if (answer.tapId !== tapId) return
      end({ kind: 'off' })
      void forget()
      onReading(onlineReading(answer.reading))
    })
    source.addEventListener('ended', () => end({ kind: 'over' }))
    source.addEventListener('error', () => {
      // While the browser connects by itself it comes back by itself.
      if (mine !== run || source.readyState !== EventSource.CLOSED) return
      again = setTimeout(() => mine === run && listen(mine, tapId), againMs)
    })
  }

  /** What was answered is on this screen: the server need not keep it. */
  async function forget(): Promise<void> {
    try {
      await call(endTap, {})
    } catch (error) {
      // It is forgotten by itself a minute later.
      if (!(error instanceof Refusal)) throw error
    }
  }

  function leave(): number {
    events?.close()
    events = undefined
    clearInterval(clock)
    clearTimeout(again)
    return ++run
  }

  function end(last: CounterTap): void {
    leave()
    state.value = last
  }

  function stop(): void {
    const wasWaiting = state.value.kind === 'waiting'
    end({ kind: 'off' })
    if (wasWaiting) void forget()
  }

  onScopeDispose(stop)
  return { state, start, stop }
}

/** Our own server's word, in the shapes of shared/wire/tap.ts. */
function told<T>(event: Event): T {
  return JSON.parse((event as MessageEvent<string>).data) as T
}
