import { readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import { useRefusal } from '../src/i18n/use-refusal.ts'

export interface Act {
  readonly isBusy: Readonly<Ref<boolean>>
  /** what the server last refused, as a sentence */
  readonly trouble: Readonly<Ref<string | undefined>>
  /** Does one thing at a time; what is asked meanwhile is let fall. */
  act(work: () => Promise<unknown>): Promise<void>
  /** Does it beside all else, and takes the trouble away once it went well. */
  quietly(work: () => Promise<unknown>): Promise<void>
}

export interface ActNeeds {
  onSignedOut(): void
  /** True for a refusal that the screen tells in its own way. */
  isTold?(refusal: Refusal): boolean
}

/** What an agent does by the server: its refusals become a sentence or the door, and a fault of ours stays one. */
export function useAct({ onSignedOut, isTold = () => false }: ActNeeds): Act {
  const { say } = useRefusal()
  const isBusy = shallowRef(false)
  const trouble = shallowRef<string>()

  async function quietly(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
      trouble.value = undefined
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'sign-in-needed') onSignedOut()
      else if (!isTold(error)) trouble.value = say(error)
    }
  }

  async function act(work: () => Promise<unknown>): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    trouble.value = undefined
    try {
      await quietly(work)
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy: readonly(isBusy), trouble: readonly(trouble), act, quietly }
}
