import { onScopeDispose, shallowRef, type Ref } from 'vue'
import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import { readChallenge } from '@etui/shared/presentation/challenge.ts'
import { sha256 } from '@etui/shared/presentation/platform-web.ts'
import type { Presenter } from '@etui/shared/presentation/presenter.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { readCounterLink, type CounterLink } from '@etui/shared/tap/counter-link.ts'
import { tapNumber } from '@etui/shared/tap/tap-number.ts'
import { answerTap, findTap } from '@etui/shared/wire/tap.ts'
import type { Caller } from '../http/call.ts'
import type { MakeNdefReader, NfcTrouble } from './nfc.ts'
import { readTag } from './read-tag.ts'

/** A counter that waits for this phone: what it is called, and the number its screen shows too. */
export interface AskingCounter {
  readonly name: string
  readonly number: number
  /** its CBOR */
  readonly challenge: Uint8Array<ArrayBuffer>
}

export type TapStage =
  | { readonly kind: 'ready' }
  /** `missed`: the last tag could not be read, or is no counter's */
  | { readonly kind: 'scanning'; readonly missed?: 'unreadable' | 'foreign' }
  | { readonly kind: 'finding' }
  | { readonly kind: 'asking'; readonly counter: AskingCounter }
  | { readonly kind: 'sending'; readonly counter: AskingCounter }
  /** the number was another: nothing was sent */
  | { readonly kind: 'declined'; readonly counter: AskingCounter }
  | { readonly kind: 'done'; readonly counter: AskingCounter; readonly verdict: string }
  | { readonly kind: 'trouble'; readonly trouble: NfcTrouble }
  /** `canResend`: an answer was signed, and may not have come through */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly canResend: boolean }

export interface TapNeeds {
  /** undefined where this browser reads no tags: a link can still be followed */
  readonly makeReader: MakeNdefReader | undefined
  readonly call: Caller
  /** the chosen card's; null while nothing may be shown */
  readonly presenter: () => Presenter | null
  readonly cardOrigin: string
  readonly page?: Document
}

export interface TapUse {
  readonly stage: Readonly<Ref<TapStage>>
  /** By a press: waits for a counter's tag. */
  start(): Promise<void>
  /** A tag's link that the phone's system opened here, instead of a tag. */
  follow(link: string): Promise<void>
  stop(): void
  /** The number is the counter's: signs for it, and sends. */
  confirm(): Promise<void>
  /** It is another: nothing is sent. */
  decline(): void
  /** Sends what was signed once more. */
  resend(): Promise<void>
}

/**
 * The holder's side of a tap (PRESENTATION.md, "NFC", B): a tag, the counter it leads to, a number to compare, a yes, and
 * only then a signature for that counter and its nonce. Ends when the page hides, and with the scope.
 */
export function useTap(needs: TapNeeds): TapUse {
  const { makeReader, call, presenter, cardOrigin, page = document } = needs
  const stage = shallowRef<TapStage>({ kind: 'ready' })
  let run = new AbortController()
  let signed: { readonly counter: AskingCounter; readonly frame: string } | undefined

  async function start(): Promise<void> {
    if (!makeReader) {
      stage.value = { kind: 'trouble', trouble: 'unsupported' }
      return
    }
    const { signal } = begin()
    stage.value = { kind: 'scanning' }
    const link = await nextCounter(makeReader, signal)
    if (link !== undefined && !signal.aborted) await find(link, signal)
  }

  async function follow(text: string): Promise<void> {
    const link = readCounterLink(text, cardOrigin)
    if (typeof link === 'object' && link.kind !== 'challenge') await find(link, begin().signal)
  }

  async function find(link: FoundLink, signal: AbortSignal): Promise<void> {
    stage.value = { kind: 'finding' }
    await telling(signal, async () => {
      const counter = await findCounter(link)
      if (!signal.aborted) stage.value = { kind: 'asking', counter }
    })
  }

  /** Tag after tag until one is a counter's; undefined when it ended otherwise, which is then told. */
  async function nextCounter(
    reader: MakeNdefReader,
    signal: AbortSignal,
  ): Promise<FoundLink | undefined> {
    const missed = (why: 'unreadable' | 'foreign') => {
      if (!signal.aborted) stage.value = { kind: 'scanning', missed: why }
    }
    for (;;) {
      const read = await readTag({
        makeReader: reader,
        signal,
        onUnreadable: () => missed('unreadable'),
      })
      if (signal.aborted || read.kind === 'stopped') return undefined
      if (read.kind === 'trouble') {
        stage.value = read
        return undefined
      }
      const link = readCounterLink(read.link, cardOrigin)
      if (typeof link === 'object' && link.kind !== 'challenge') return link
      missed('foreign')
    }
  }

  async function findCounter(link: FoundLink): Promise<AskingCounter> {
    const { challenge: text } = await call(findTap, { body: saidBy(link) })
    const challenge = fromBase64url(text)
    const { counterId, name } = readChallenge(challenge)
    // A tag that names its counter leads to no other.
    if (link.kind === 'counter' && link.counterId !== counterId) throw new Refusal('tap-none')
    return { name, number: await tapNumber(challenge, sha256), challenge }
  }

  async function confirm(): Promise<void> {
    const { value: now } = stage
    const maker = presenter()
    if (now.kind !== 'asking' || maker === null) return
    const { counter } = now
    const { signal } = run
    stage.value = { kind: 'sending', counter }
    signed = { counter, frame: await maker.frame(counter.challenge) }
    if (!signal.aborted) await send(signal)
  }

  async function send(signal: AbortSignal): Promise<void> {
    if (!signed) return
    const { counter, frame } = signed
    stage.value = { kind: 'sending', counter }
    await telling(signal, async () => {
      const body = { challenge: toBase64url(counter.challenge), frame }
      const { verdict } = await call(answerTap, { body })
      signed = undefined
      if (!signal.aborted) stage.value = { kind: 'done', counter, verdict }
    })
  }

  /** Does it, and tells a refusal; an answer that may have come through can be sent again as it is. */
  async function telling(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const canResend = signed !== undefined && mayHaveArrived.includes(error.code)
      if (!canResend) signed = undefined
      if (!signal.aborted) stage.value = { kind: 'refused', refusal: error, canResend }
    }
  }

  function begin(): AbortController {
    run.abort()
    run = new AbortController()
    signed = undefined
    return run
  }

  function stop(): void {
    begin()
    stage.value = { kind: 'ready' }
  }

  function decline(): void {
    if (stage.value.kind === 'asking') stage.value = { ...stage.value, kind: 'declined' }
  }

  function onVisibility(): void {
    const { kind } = stage.value
    if (page.hidden && (kind === 'scanning' || kind === 'finding' || kind === 'asking')) stop()
  }
  page.addEventListener('visibilitychange', onVisibility)
  onScopeDispose(() => {
    page.removeEventListener('visibilitychange', onVisibility)
    run.abort()
    signed = undefined
  })

  return { stage, start, follow, stop, confirm, decline, resend: () => send(run.signal) }
}

const mayHaveArrived: readonly string[] = ['network-down', 'server-fault', 'database-busy']

type FoundLink = Exclude<CounterLink, { kind: 'challenge' }>

function saidBy(link: FoundLink) {
  if (link.kind === 'counter') return { counterId: link.counterId }
  const { tagId, enciphered, mac } = link
  return { tagId, enciphered: toBase64url(enciphered), mac: toBase64url(mac) }
}
