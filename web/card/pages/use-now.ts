import { onScopeDispose, readonly, shallowRef, type Ref } from 'vue'
import type { HolderPhone } from '../../src/phone/holder-phone.ts'

/** The server's clock, as a running second. */
export function useNow(holder: HolderPhone): Readonly<Ref<Date>> {
  const now = shallowRef(new Date(holder.now()))
  const timer = setInterval(() => (now.value = new Date(holder.now())), 1_000)
  onScopeDispose(() => clearInterval(timer))
  return readonly(now)
}
