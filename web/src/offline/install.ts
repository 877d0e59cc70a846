import { readonly, shallowRef } from 'vue'
import type { InjectionKey, Ref } from 'vue'

/** How this browser puts an app on the home screen. */
export type InstallWay = 'prompt' | 'iphone' | 'menu' | 'installed'

export interface Installing {
  /** `prompt`: we may ask; `iphone`: the share sheet; `menu`: the browser's own menu; `installed`: it runs as an app. */
  readonly way: Readonly<Ref<InstallWay>>
  /** Shows the browser's question once. True when the answer was yes. */
  ask(): Promise<boolean>
}

/** The browser's own event, which lib.dom does not know: Chromium only. */
interface InstallQuestion extends Event {
  prompt(): Promise<unknown>
  readonly userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>
}

/**
 * Watches for the browser's offer to install. Made once, in `main.ts`, before anything is awaited: the offer comes early and
 * only once.
 */
export function watchInstall(page: Window = window): Installing {
  const way = shallowRef<InstallWay>(firstWay(page))
  let question: InstallQuestion | undefined
  page.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    question = event as InstallQuestion // this event type has one shape
    way.value = 'prompt'
  })
  page.addEventListener('appinstalled', () => {
    question = undefined
    way.value = 'installed'
  })
  return {
    way: readonly(way),
    async ask() {
      const asked = question
      question = undefined
      if (!asked) return false
      await asked.prompt()
      const { outcome } = await asked.userChoice
      if (outcome === 'dismissed') way.value = 'menu'
      return outcome === 'accepted'
    },
  }
}

function firstWay(page: Window): InstallWay {
  const { navigator } = page
  const isApp = page.matchMedia('(display-mode: standalone)').matches
  if (isApp || ('standalone' in navigator && navigator.standalone === true)) return 'installed'
  // An iPad calls itself a Macintosh, but no Mac has a touch screen.
  const isTouchMac = navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || isTouchMac ? 'iphone' : 'menu'
}

/** Provided by the card's `main.ts`. */
export const installingKey: InjectionKey<Installing> = Symbol('installing')
