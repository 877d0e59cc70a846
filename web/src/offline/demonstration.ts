import { inject, readonly, shallowRef } from 'vue'
import type { InjectionKey, Ref } from 'vue'

/** Whether this page belongs to a demonstration; remembered, so that the band stays when the network goes. */
export interface Demonstration {
  readonly isDemonstration: Readonly<Ref<boolean>>
  /** What the server says of itself, each time it says it. */
  tell(isDemonstration: boolean): void
}

const place = 'etui.demonstration'

export function rememberDemonstration(): Demonstration {
  const told = shallowRef(readTold())
  return {
    isDemonstration: readonly(told),
    tell(isDemonstration) {
      told.value = isDemonstration
      try {
        localStorage.setItem(place, isDemonstration ? 'yes' : 'no')
      } catch {
        // Storage closed by the browser's settings: the page knows until it is closed.
      }
    },
  }
}

function readTold(): boolean {
  try {
    return localStorage.getItem(place) === 'yes'
  } catch {
    return false
  }
}

export const demonstrationKey: InjectionKey<Demonstration> = Symbol('demonstration')

/** Provided by the app's `main.ts`. Throws TypeError outside an app that provides it. */
export function useDemonstration(): Demonstration {
  const demonstration = inject(demonstrationKey)
  if (!demonstration) throw new TypeError('main.ts provides no demonstration')
  return demonstration
}
