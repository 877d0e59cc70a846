import { onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'

/** The time, renewed each half minute: enough for what is said in minutes. Ends with the scope. */
export function useNow(now: () => number): Readonly<Ref<number>> {
  const at = shallowRef(now())
  const timer = setInterval(() => (at.value = now()), 30_000)
  onScopeDispose(() => clearInterval(timer))
  return readonly(at)
}
