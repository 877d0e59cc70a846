import { readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import type { ReadFrame } from '../src/reading/read-frame.ts'
import type { ReadingResult } from '../src/reading/reading-result.ts'

export interface ReadingUse {
  readonly result: Readonly<Ref<ReadingResult | undefined>>
  readonly refusal: Readonly<Ref<Refusal | undefined>>
  /** A code of another kind was seen; it changed nothing else. */
  readonly isForeign: Readonly<Ref<boolean>>
  readonly isReading: Readonly<Ref<boolean>>
  /** When the last frame was read here, whatever its verdict. */
  readonly lastReadAt: Readonly<Ref<number | undefined>>
  take(scanned: string): Promise<void>
  /** Puts in the place of the reading on screen one of the same patient. */
  replace(read: ReadingResult): void
  /** Next patient: nothing of the last one stays. */
  clear(): void
}

/** So long another code's notice stays. */
const FOREIGN_SHOWN_MS = 6_000

/**
 * What is on the counter's one screen. Scans are taken one at a time, the newest last; a code that is not Étui's never
 * takes the place of a verdict. `onSignIn` is told when the reading needs somebody to sign in again.
 */
export function useReading(readFrame: ReadFrame, onSignIn: () => Promise<void>): ReadingUse {
  const result = shallowRef<ReadingResult>()
  const refusal = shallowRef<Refusal>()
  const isForeign = shallowRef(false)
  const isReading = shallowRef(false)
  const lastReadAt = shallowRef<number>()
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function take(scanned: string): Promise<void> {
    const mine = ++turn
    isReading.value = true
    try {
      const read = await readFrame(scanned)
      if (mine !== turn) return
      if (read.verdict === 'foreign') return noticeForeign()
      isForeign.value = false
      refusal.value = undefined
      lastReadAt.value = read.readAt
      result.value = read
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (mine !== turn) return
      result.value = undefined
      if (error.code === 'sign-in-needed') await onSignIn()
      else refusal.value = error
    } finally {
      if (mine === turn) isReading.value = false
    }
  }

  function replace(read: ReadingResult): void {
    turn += 1
    isReading.value = false
    refusal.value = undefined
    lastReadAt.value = read.readAt
    result.value = read
  }

  function noticeForeign(): void {
    isForeign.value = true
    clearTimeout(timer)
    timer = setTimeout(() => (isForeign.value = false), FOREIGN_SHOWN_MS)
  }

  function clear(): void {
    turn += 1
    isReading.value = false
    result.value = undefined
    refusal.value = undefined
    isForeign.value = false
  }

  return {
    result: readonly(result) as Readonly<Ref<ReadingResult | undefined>>,
    refusal: readonly(refusal) as Readonly<Ref<Refusal | undefined>>,
    isForeign: readonly(isForeign),
    isReading: readonly(isReading),
    lastReadAt: readonly(lastReadAt),
    take,
    replace,
    clear,
  }
}
