import { readonly, shallowRef } from 'vue'
import type { InjectionKey, Ref } from 'vue'
import { inject } from 'vue'

/** What a page knows of its next version, and who may not be disturbed by it. */
export interface Updates {
  /** True when a newer version lies ready beside the running one. */
  readonly isReady: Readonly<Ref<boolean>>
  /** No update while held; call what comes back to let go. Holds add up, letting go twice counts once. */
  holdUpdates(): () => void
  /** Takes the newer version now, or as soon as nothing holds. The page reloads once it is in charge. */
  applyUpdate(): void
}

/** The little of a registration that is needed here. */
export interface WorkerSource {
  readonly container: ServiceWorkerContainer
  readonly register: () => Promise<ServiceWorkerRegistration>
  readonly reload: () => void
  readonly locks: LockManager
  /** where another tab shows a card, how long until it is asked again, milliseconds */
  readonly retryMs?: number
}

/** Shared by every tab that shows a card; who lets a newer version in takes it alone. */
export const onScreenLock = 'etui-on-screen'

/**
 * Registers the service worker and watches for a newer one. A newer one waits until the page asks (`applyUpdate`), and the
 * page neither asks nor reloads while a card is on screen (`holdUpdates`), even when another tab has already let the newer
 * one in: the reload is owed, and paid when the last hold goes. Nor does it ask while another tab shows a card, whose files
 * the newer version would sweep away.
 */
export function watchUpdates(source: WorkerSource): Updates {
  const { container, register, reload, locks, retryMs = 5_000 } = source
  const waiting = shallowRef(false)
  const holds = new Set<symbol>()
  let registration: ServiceWorkerRegistration | undefined
  let isWanted = false
  let isReloadOwed = false
  // The very first worker takes charge of a page that is already its own version: nothing to reload for.
  let hadController = container.controller !== null

  container.addEventListener('controllerchange', () => {
    if (hadController) isReloadOwed = true
    hadController = true
    settle()
  })
  void register().then(follow, () => undefined)

  function follow(found: ServiceWorkerRegistration): void {
    registration = found
    if (found.waiting) waiting.value = true
    found.addEventListener('updatefound', () => {
      const next = found.installing
      next?.addEventListener('statechange', () => {
        if (next.state === 'installed' && container.controller) waiting.value = true
        settle()
      })
    })
    settle()
  }

  function settle(): void {
    if (holds.size > 0) return
    if (isReloadOwed) {
      isReloadOwed = false
      reload()
    } else if (isWanted) {
      void letIn()
    }
  }

  async function letIn(): Promise<void> {
    const isAlone = await locks.request(onScreenLock, { ifAvailable: true }, (lock) => {
      if (lock === null) return false
      if (holds.size === 0) registration?.waiting?.postMessage({ type: 'SKIP_WAITING' })
      return true
    })
    if (!isAlone) setTimeout(settle, retryMs)
  }

  return {
    isReady: readonly(waiting),
    holdUpdates() {
      const hold = Symbol('hold')
      holds.add(hold)
      const { promise: end, resolve: letGo } = Promise.withResolvers<void>()
      const released = locks.request(onScreenLock, { mode: 'shared' }, () => end)
      return () => {
        if (!holds.delete(hold)) return
        letGo()
        void released.then(settle)
      }
    },
    applyUpdate() {
      isWanted = true
      settle()
    },
  }
}

export const updatesKey: InjectionKey<Updates> = Symbol('updates')

/** The page's updates, provided by its `main.ts`. Throws TypeError outside an app that provides them. */
export function useUpdate(): Updates {
  const updates = inject(updatesKey)
  if (!updates) throw new TypeError('main.ts provides no updates')
  return updates
}
