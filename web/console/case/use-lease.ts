import { computed, onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { leaseMs } from '@etui/shared/enrolment/check.ts'
import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'

export interface Lease {
  /** milliseconds of the server's clock */
  readonly endsAt: Readonly<Ref<number>>
  /** less than three minutes are left and nothing was touched: it is about to go back to the queue */
  readonly isEnding: Readonly<Ref<boolean>>
  /** why the case is no longer this agent's */
  readonly lost: Readonly<Ref<RefusalCode | undefined>>
  renew(): Promise<void>
  lose(code: RefusalCode): void
}

export interface LeaseNeeds {
  readonly endsAt: number
  /** Renews on the server; answers the new end. Throws Refusal. */
  renew(): Promise<number>
  /** the server's clock, milliseconds */
  now(): number
}

const ENDING_MS = 3 * 60_000
/** Who works keeps the case; who went away gives it back by doing nothing. */
const signsOfWork = ['keydown', 'pointerdown'] as const
const losing: readonly string[] = ['case-not-held', 'case-decided', 'case-held']

/** Holds a case for as long as its agent works on it: renewed in the background after half a lease, by a key or a press. Ends with the scope. */
export function useLease(needs: LeaseNeeds): Lease {
  const endsAt = shallowRef(needs.endsAt)
  const lost = shallowRef<RefusalCode>()
  const at = shallowRef(needs.now())
  const isEnding = computed(() => !lost.value && endsAt.value - at.value < ENDING_MS)
  let isRenewing = false

  function look(): void {
    at.value = needs.now()
    if (at.value >= endsAt.value) lose('case-not-held')
  }

  function lose(code: RefusalCode): void {
    lost.value ??= code
  }

  async function renew(): Promise<void> {
    if (isRenewing || lost.value) return
    isRenewing = true
    try {
      endsAt.value = await needs.renew()
      at.value = needs.now()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // Without network the lease goes on to its end, which the clock tells.
      if (losing.includes(error.code)) lose(error.code)
    } finally {
      isRenewing = false
    }
  }

  function onWork(): void {
    if (endsAt.value - needs.now() < leaseMs / 2) void renew()
  }

  const timer = setInterval(look, 1_000)
  for (const sign of signsOfWork) document.addEventListener(sign, onWork)
  onScopeDispose(() => {
    clearInterval(timer)
    for (const sign of signsOfWork) document.removeEventListener(sign, onWork)
  })
  return {
    endsAt: readonly(endsAt),
    isEnding,
    lost: readonly(lost),
    renew,
    lose,
  }
}
