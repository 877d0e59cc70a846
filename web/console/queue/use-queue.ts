import { onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref, ShallowRef } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import type { AnswerOf } from '@etui/shared/wire/endpoint.ts'
import { type Case, readQueue, takeCase, takeNextCase } from '@etui/shared/wire/case.ts'
import type { Caller } from '../../src/http/call.ts'

export interface Queue {
  /** as the server last told it; undefined until it has */
  readonly told: Readonly<ShallowRef<AnswerOf<typeof readQueue> | undefined>>
  readonly isTaking: Readonly<Ref<boolean>>
  /** what the server last refused, as a sentence */
  readonly trouble: Readonly<Ref<string | undefined>>
  /** the server's clock, milliseconds */
  now(): number
  ask(): Promise<void>
  takeNext(): Promise<void>
  take(checkId: string): Promise<void>
}

export interface QueueNeeds {
  readonly call: Caller
  say(refusal: Refusal): string
  onCase(taken: Case): void
  onSignedOut(): void
  /** the queue is asked for again while this is true */
  isShown(): boolean
}

/** So often an open queue is asked for again. */
const ASK_EVERY_MS = 10_000

/** The queue as one agent sees it, kept fresh while it is on screen. Ends with the scope. */
export function useQueue(needs: QueueNeeds): Queue {
  const told = shallowRef<AnswerOf<typeof readQueue>>()
  const isTaking = shallowRef(false)
  const trouble = shallowRef<string>()
  /** the server's clock less this machine's */
  let ahead = 0

  async function orTrouble(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      trouble.value = undefined
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'sign-in-needed') needs.onSignedOut()
      else trouble.value = needs.say(error)
    }
  }

  async function ask(): Promise<void> {
    await orTrouble(async () => {
      told.value = await needs.call(readQueue, {})
      ahead = told.value.serverTime - Date.now()
    })
  }

  async function taking(work: () => Promise<Case | null>): Promise<void> {
    if (isTaking.value) return
    isTaking.value = true
    await orTrouble(async () => {
      const taken = await work()
      if (taken) needs.onCase(taken)
      else await ask()
    })
    isTaking.value = false
  }

  const timer = setInterval(() => {
    if (needs.isShown() && document.visibilityState === 'visible') void ask()
  }, ASK_EVERY_MS)
  onScopeDispose(() => clearInterval(timer))

  return {
    told,
    isTaking: readonly(isTaking),
    trouble: readonly(trouble),
    now: () => Date.now() + ahead,
    ask,
    takeNext: () => taking(async () => (await needs.call(takeNextCase, { body: {} })).case),
    take: (checkId) => taking(() => needs.call(takeCase, { params: { checkId }, body: {} })),
  }
}
