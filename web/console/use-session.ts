import { onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import { type AgentAtConsole, readAgentSession } from '@etui/shared/wire/agent.ts'
import { endSession } from '@etui/shared/wire/session.ts'
import type { Caller } from '../src/http/call.ts'

/** Where a console stands: asking the server, closed, open for an agent, or without an answer. */
export type Seat = 'asking' | 'signed-out' | 'ready' | 'unanswered'

export interface ConsoleSession {
  readonly seat: Readonly<Ref<Seat>>
  readonly session: Readonly<Ref<AgentAtConsole | null>>
  readonly isLeaving: Readonly<Ref<boolean>>
  /** Asks who is signed in; never throws a refusal, which is a seat of its own. */
  ask(): Promise<void>
  /** Ends the session on the server. Without an answer the console closes nothing: somebody could still act in this name. */
  leave(): Promise<void>
}

/** Who is signed in at this console. It closes by itself when the session ends at the latest. */
export function useSession(call: Caller, now: () => number = Date.now): ConsoleSession {
  const seat = shallowRef<Seat>('asking')
  const session = shallowRef<AgentAtConsole | null>(null)
  const isLeaving = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  function take(told: AgentAtConsole | null): void {
    clearTimeout(timer)
    session.value = told
    seat.value = told ? 'ready' : 'signed-out'
    if (told) timer = setTimeout(() => void ask(), Math.max(0, told.endsAt - now()))
  }

  async function ask(): Promise<void> {
    if (seat.value !== 'ready') seat.value = 'asking'
    await orUnanswered(async () => take((await call(readAgentSession, {})).session))
  }

  async function leave(): Promise<void> {
    if (isLeaving.value) return
    isLeaving.value = true
    await orUnanswered(async () => {
      await call(endSession, {})
      take(null)
    })
    isLeaving.value = false
  }

  async function orUnanswered(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      seat.value = 'unanswered'
    }
  }

  return {
    seat: readonly(seat),
    session: readonly(session),
    isLeaving: readonly(isLeaving),
    ask,
    leave,
  }
}
