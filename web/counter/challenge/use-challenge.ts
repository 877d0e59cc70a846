import { onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import { makeChallenge } from '../../src/challenge/make-challenge.ts'
import type { ShownChallenge } from '../../src/challenge/make-challenge.ts'
import type { Workstation } from '../../src/workstation/workstation.ts'

/** The challenge on the counter's screen, if there is one. */
export interface ChallengeUse {
  readonly shown: Readonly<Ref<ShownChallenge | undefined>>
  /** whole seconds until its end; 0 once it is over */
  readonly secondsLeft: Readonly<Ref<number>>
  /** Shows a new one in the place of any other. */
  show(): Promise<void>
  hide(): void
  /** After a reading: one that was answered leaves the screen, one that was not stays. */
  settle(): Promise<void>
}

/** `onSignIn` is told when making one needs somebody to sign in again. Ends with the scope. */
export function useChallenge(
  workstation: Pick<Workstation, 'db' | 'facts' | 'now'>,
  onSignIn: () => Promise<void>,
): ChallengeUse {
  const shown = shallowRef<ShownChallenge>()
  const secondsLeft = shallowRef(0)
  let timer: ReturnType<typeof setInterval> | undefined

  function count(): void {
    const end = shown.value?.expiresAt ?? 0
    secondsLeft.value = Math.max(0, end - Math.floor(workstation.now() / 1000))
    if (secondsLeft.value === 0) clearInterval(timer)
  }

  async function show(): Promise<void> {
    try {
      shown.value = await makeChallenge(workstation)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'sign-in-needed') throw error
      return onSignIn()
    }
    clearInterval(timer)
    timer = setInterval(count, 1_000)
    count()
  }

  function hide(): void {
    clearInterval(timer)
    shown.value = undefined
    secondsLeft.value = 0
  }

  async function settle(): Promise<void> {
    const { value: asked } = shown
    if (!asked) return
    const kept = await workstation.db.get('challenges', asked.hash)
    // Another may have come to its place meanwhile.
    if (kept?.spentBy !== undefined && shown.value?.hash === asked.hash) hide()
  }

  onScopeDispose(hide)
  // Read-only by type alone: the workstation's store takes no proxy.
  return { shown, secondsLeft: readonly(secondsLeft), show, hide, settle }
}
