import { computed, onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'
import type { Burst, Typing } from './burst.ts'
import { useWedge } from './use-wedge.ts'
import { keptPace, paceOf, paceOfBurst, slowSeconds } from './wedge-pace.ts'

export interface PacedWedge {
  /** how long this machine's scanner takes for a whole and for a reduced code, seconds, if it is a slow one */
  readonly slow: Readonly<Ref<{ readonly whole: number; readonly reduced: number } | undefined>>
  /** while a code is being typed: how much of it is there, 0..1 */
  readonly share: Readonly<Ref<number | undefined>>
}

/** What is typed comes without an end only when it was cut off: it is then no longer being typed. */
const STILL_TYPING_MS = 400

/**
 * A wedge scanner whose pace is known: from the first sixty digits on of any code, and remembered on this machine. A
 * scanner that was exchanged for a quicker one is believed by its first code.
 */
export function usePacedWedge(onBurst: (burst: Burst) => void, kept = keptPace()): PacedWedge {
  const digitMs = shallowRef(kept.read())
  const share = shallowRef<number>()
  let timer: ReturnType<typeof setTimeout> | undefined

  useWedge(
    (burst) => {
      see(paceOfBurst(burst), burst.text.startsWith('27'))
      end()
      onBurst(burst)
    },
    { onTyping },
  )
  onScopeDispose(() => clearTimeout(timer))

  function onTyping(typing: Typing): void {
    if (typing.whole === undefined) return
    see(paceOf(typing), false)
    // In tenths: the screen need not follow each digit.
    share.value = Math.min(1, Math.floor((10 * typing.length) / typing.whole) / 10)
    clearTimeout(timer)
    timer = setTimeout(end, STILL_TYPING_MS)
  }

  function see(pace: number | undefined, isToKeep: boolean): void {
    if (pace === undefined) return
    digitMs.value = pace
    if (isToKeep) kept.keep(pace)
  }

  function end(): void {
    clearTimeout(timer)
    share.value = undefined
  }

  return { slow: computed(() => slowSeconds(digitMs.value)), share: readonly(share) }
}
