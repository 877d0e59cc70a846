import { onScopeDispose, shallowRef } from 'vue'
import type { Ref, ShallowRef } from 'vue'
import type { AnswerOf } from '@etui/shared/wire/endpoint.ts'
import { type Case, readQueue, takeCase, takeNextCase } from '@etui/shared/wire/case.ts'
import type { Caller } from '../../src/http/call.ts'
import { useAct } from '../use-act.ts'

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
  const { isBusy, trouble, act, quietly } = useAct(needs)
  /** the server's clock less this machine's */
  let ahead = 0

  async function read(): Promise<void> {
    told.value = await needs.call(readQueue, {})
    ahead = told.value.serverTime - Date.now()
  }

  const ask = () => quietly(read)

  const taking = (work: () => Promise<Case | null>) =>
    act(async () => {
      const taken = await work()
      if (taken) needs.onCase(taken)
      else await read()
    })

  const timer = setInterval(() => {
    if (needs.isShown() && document.visibilityState === 'visible') void ask()
  }, ASK_EVERY_MS)
  onScopeDispose(() => clearInterval(timer))

  return {
    told,
    isTaking: isBusy,
    trouble,
    now: () => Date.now() + ahead,
    ask,
    takeNext: () => taking(async () => (await needs.call(takeNextCase, { body: {} })).case),
    take: (checkId) => taking(() => needs.call(takeCase, { params: { checkId }, body: {} })),
  }
}
