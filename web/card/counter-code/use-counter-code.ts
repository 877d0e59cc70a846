import { readonly, shallowRef, watch, type Ref } from 'vue'
import { readCounterCode } from '../../src/challenge/read-counter-code.ts'
import type { AskedByCounter, CounterCodeTrouble } from '../../src/challenge/read-counter-code.ts'

/** Where the holder stands: looking for a counter's code, asked to confirm, answering it, or too late. */
export type CounterCodeStage =
  | { readonly kind: 'aim'; readonly trouble?: CounterCodeTrouble }
  | { readonly kind: 'confirm' | 'answer' | 'over'; readonly asked: AskedByCounter }

export interface CounterCodeUse {
  readonly stage: Readonly<Ref<CounterCodeStage>>
  /** of the one frame that answers; null while none may be shown */
  readonly digits: Readonly<Ref<string | null>>
  /** Takes what the camera read, or a link that was followed. */
  read(text: string): void
  /** The name is the counter's: the answer is made. */
  confirm(): void
  /** Looks for another. */
  restart(): void
}

export interface CounterCodeNeeds {
  /** of the holder's app */
  readonly origin: string
  /** the server's clock, in milliseconds, as a running second */
  readonly now: () => number
  /** Makes the frame that answers; null where the card may not be shown now. */
  readonly frameFor: () => ((challenge: Uint8Array<ArrayBuffer>) => Promise<string>) | null
  /** the page is hidden: nothing of a code may be on it */
  readonly isVeiled: () => boolean
}

/**
 * One answer to one challenge of a counter (DESIGN.md 7). A challenge is answered by one frame, however often the page is
 * hidden and shown again: a second one would be refused as another's. It is gone at the challenge's end.
 */
export function useCounterCode(needs: CounterCodeNeeds): CounterCodeUse {
  const stage = shallowRef<CounterCodeStage>({ kind: 'aim' })
  const made = shallowRef<string | null>(null)
  const digits = shallowRef<string | null>(null)

  function go(next: CounterCodeStage): void {
    made.value = null
    stage.value = next
  }

  function read(text: string): void {
    if (stage.value.kind !== 'aim') return
    const found = readCounterCode(text, { origin: needs.origin, now: needs.now() })
    if (typeof found === 'string') go({ kind: 'aim', trouble: found })
    else go({ kind: 'confirm', asked: found })
  }

  async function answer(asked: AskedByCounter): Promise<void> {
    const frameFor = needs.frameFor()
    if (frameFor === null) return
    const next = { kind: 'answer', asked } as const
    go(next)
    const frame = await frameFor(asked.bytes)
    if (stage.value === next) made.value = frame
  }

  function confirm(): void {
    const { value: at } = stage
    if (at.kind === 'confirm') void answer(at.asked)
  }

  watch(needs.now, (now) => {
    const { value: at } = stage
    const isOpen = at.kind === 'confirm' || at.kind === 'answer'
    if (isOpen && now >= at.asked.endsAt) go({ kind: 'over', asked: at.asked })
  })
  watch(
    () => (needs.isVeiled() || needs.frameFor() === null ? null : made.value),
    (shown) => (digits.value = shown),
    { immediate: true, flush: 'sync' },
  )

  return {
    stage,
    digits: readonly(digits),
    read,
    confirm,
    restart: () => go({ kind: 'aim' }),
  }
}
