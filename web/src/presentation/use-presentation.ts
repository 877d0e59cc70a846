import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue'
import type { Presenter } from '@etui/shared/presentation/presenter.ts'

/** A frame is shown so long; the one before stays valid. */
export const frameMs = 10_000

export interface Presentation {
  /** of the frame on screen; null while there is none to show */
  readonly digits: Readonly<Ref<string | null>>
  /** grows with each frame */
  readonly turn: Readonly<Ref<number>>
  readonly isReduced: Ref<boolean>
}

export interface PresentationNeeds {
  /** the presenter of the chosen card; null while nothing may be shown */
  readonly presenter: () => Presenter | null
  readonly after?: (ms: number, work: () => void) => () => void
}

/**
 * Shows a new frame every 10 s while there is a presenter, whole or reduced. Without one the digits are gone at once; with
 * another, or in the other form, a new frame comes at once.
 */
export function usePresentation({ presenter, after = wait }: PresentationNeeds): Presentation {
  const digits = shallowRef<string | null>(null)
  const turn = shallowRef(0)
  const isReduced = shallowRef(false)
  let round = 0
  let cancel: (() => void) | null = null

  async function next(mine: number): Promise<void> {
    const maker = presenter()
    if (maker === null) return
    const frame = await (isReduced.value ? maker.referenceFrame() : maker.frame())
    if (mine !== round) return
    digits.value = frame
    turn.value++
    cancel = after(frameMs, () => void next(mine))
  }

  function restart(): void {
    round++
    cancel?.()
    if (presenter() === null) digits.value = null
    else void next(round)
  }

  watch([presenter, isReduced], restart, { immediate: true, flush: 'sync' })
  onScopeDispose(() => {
    round++
    cancel?.()
    digits.value = null
  })
  return { digits: readonly(digits), turn: readonly(turn), isReduced }
}

function wait(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
