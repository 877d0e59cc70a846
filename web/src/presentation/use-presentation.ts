import { onScopeDispose, readonly, shallowReadonly, shallowRef, watch, type Ref } from 'vue'
import type { Presenter } from '@etui/shared/presentation/presenter.ts'
import { makeCode, type CodeMatrix } from './code-matrix.ts'

/** A frame is shown so long; the one before stays valid. */
export const frameMs = 10_000
/** So old, a frame made ahead gives way to another: whoever shows the card has half a ring left, at least. */
export const aheadMs = frameMs / 2

/** A frame as its digits, and as the code they are shown by. */
export interface Frame {
  readonly digits: string
  readonly code: CodeMatrix
}

export interface Presentation {
  /** on screen; null while there is none to show */
  readonly frame: Readonly<Ref<Frame | null>>
  /** grows with each frame */
  readonly turn: Readonly<Ref<number>>
  /** how old the frame was when it came on screen, milliseconds */
  readonly elapsedMs: Readonly<Ref<number>>
  readonly isReduced: Ref<boolean>
}

export interface PresentationNeeds {
  /** the presenter of the chosen card; null while nothing may be shown */
  readonly presenter: () => Presenter | null
  /** false while the screen only gets ready: a frame is then made, and kept for when it shows */
  readonly isShown?: () => boolean
  readonly after?: (ms: number, work: () => void) => () => void
  /** milliseconds */
  readonly now?: () => number
  readonly encode?: (digits: string) => CodeMatrix
}

/**
 * Shows a new frame every 10 s while there is a presenter, whole or reduced. Without one the digits are gone at once, those
 * made ahead too; with another, or in the other form, a new frame comes at once. Made ahead, the first is there the moment
 * the screen shows, for what is left of its 10 s.
 */
export function usePresentation({
  presenter,
  isShown = () => true,
  after = wait,
  now = Date.now,
  encode = makeCode,
}: PresentationNeeds): Presentation {
  const frame = shallowRef<Frame | null>(null)
  const turn = shallowRef(0)
  const elapsedMs = shallowRef(0)
  const isReduced = shallowRef(false)
  let round = 0
  let cancel: (() => void) | null = null
  let ahead: { readonly frame: Frame; readonly by: Presenter; readonly madeAt: number } | null =
    null

  async function next(mine: number): Promise<void> {
    const maker = presenter()
    if (maker === null) return
    const madeAt = now()
    const digits = await (isReduced.value ? maker.referenceFrame() : maker.frame())
    if (mine !== round) return
    const made = { digits, code: encode(digits) }
    if (isShown()) return show(made, 0)
    ahead = { frame: made, by: maker, madeAt }
    cancel = after(aheadMs, () => void next(mine))
  }

  function show(made: Frame, ageMs: number): void {
    const mine = round
    frame.value = made
    elapsedMs.value = ageMs
    turn.value++
    cancel = after(frameMs - ageMs, () => void next(mine))
  }

  function restart(): void {
    round++
    cancel?.()
    const kept = ahead
    ahead = null
    const maker = presenter()
    if (maker === null || !isShown()) frame.value = null
    if (maker === null) return
    const ageMs = kept === null ? frameMs : now() - kept.madeAt
    const serves = kept?.by === maker && ageMs >= 0 && ageMs < frameMs
    if (kept && serves && isShown() && !isReduced.value) show(kept.frame, ageMs)
    else void next(round)
  }

  watch([presenter, isReduced, isShown], restart, { immediate: true, flush: 'sync' })
  onScopeDispose(() => {
    round++
    cancel?.()
    ahead = null
    frame.value = null
  })
  return {
    frame: shallowReadonly(frame),
    turn: readonly(turn),
    elapsedMs: readonly(elapsedMs),
    isReduced,
  }
}

function wait(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
