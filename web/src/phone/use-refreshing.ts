import { onScopeDispose, watch, type Ref } from 'vue'
import type { HolderPhone } from './holder-phone.ts'

/**
 * Brings the card up to date: at each opening of the app with network and when the network comes back, and, once the server's
 * time for it has come, when the page shows again or the case is opened. One refresh at a time.
 */
export function useRefreshing(
  holder: Pick<HolderPhone, 'standing' | 'phone' | 'open' | 'now' | 'refresh'>,
  isOnline: Readonly<Ref<boolean>>,
  page: Document = document,
): void {
  let isUnderWay = false

  async function refresh(): Promise<void> {
    if (isUnderWay || !isOnline.value || holder.standing.value !== 'holding') return
    isUnderWay = true
    try {
      await holder.refresh()
    } finally {
      isUnderWay = false
    }
  }

  function refreshIfDue(): void {
    const dueAt = holder.phone.value?.nextRefreshAt ?? 0
    if (page.visibilityState === 'visible' && holder.now() >= dueAt) void refresh()
  }

  watch(isOnline, () => void refresh(), { immediate: true })
  watch(
    () => [holder.open.value !== null, holder.phone.value?.nextRefreshAt] as const,
    ([isOpen]) => {
      if (isOpen) refreshIfDue()
    },
  )
  page.addEventListener('visibilitychange', refreshIfDue)
  onScopeDispose(() => page.removeEventListener('visibilitychange', refreshIfDue))
}
