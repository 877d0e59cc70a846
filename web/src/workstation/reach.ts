import { readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'

/** Whether the server can be reached, as last seen, and since when it cannot. */
export interface Reach {
  readonly isOnline: Readonly<Ref<boolean>>
  readonly offlineSince: Readonly<Ref<number | undefined>>
  /** Tells of an exchange that just went through, or did not. */
  saw(isOnline: boolean): void
  /** Calls back each time the network may have returned. */
  onReturn(back: () => void): void
}

/** The browser's word counts only when it says there is no network; that there is one, an exchange must show. */
export function watchReach(page: Window = window, now: () => number = Date.now): Reach {
  const isOnline = shallowRef(page.navigator.onLine)
  const offlineSince = shallowRef<number | undefined>(isOnline.value ? undefined : now())
  const callbacks: (() => void)[] = []

  function saw(online: boolean): void {
    if (online === isOnline.value) return
    isOnline.value = online
    offlineSince.value = online ? undefined : now()
  }

  page.addEventListener('offline', () => saw(false))
  page.addEventListener('online', () => callbacks.forEach((back) => back()))
  return {
    isOnline: readonly(isOnline),
    offlineSince: readonly(offlineSince),
    saw,
    onReturn: (back) => callbacks.push(back),
  }
}
