import { onMounted, onScopeDispose } from 'vue'

/**
 * Tells a change of screen to who does not see it: once another `h1` stands in `root`, or the element that had the focus is
 * gone, the `h1` takes the focus, unless something inside has it already. The page's title follows the `h1`, and where that
 * one names a person, its `data-title`: titles stay in the browser's history. The first screen of all is left alone.
 */
export function useScreenFocus(root: () => HTMLElement | null, appName: string): void {
  let title: Element | null = null
  let words = ''
  let focused: EventTarget | null = null
  let observer: MutationObserver | undefined
  const listening = new AbortController()

  function settle(place: HTMLElement): void {
    const found = place.querySelector('h1')
    if (found === null) return
    const text = found.textContent.trim()
    const isFirst = title === null
    const isOther = found !== title || text !== words
    const isFocusGone = focused instanceof Node && !focused.isConnected
    title = found
    words = text
    if (isFocusGone) focused = null
    const told = found.dataset['title'] ?? text
    const pageTitle = told === '' ? appName : `${told} · ${appName}`
    if (document.title !== pageTitle) document.title = pageTitle
    if (isFirst || !(isOther || isFocusGone)) return
    const active = document.activeElement
    const isInside = active !== document.body && place.contains(active)
    // What had the focus may lie in a screen that is kept, unseen.
    if (isInside && active?.checkVisibility()) return
    found.tabIndex = -1
    found.focus()
  }

  onMounted(() => {
    const place = root()
    if (place === null) throw new TypeError('there is no screen to watch')
    place.addEventListener('focusin', ({ target }) => (focused = target), {
      signal: listening.signal,
    })
    observer = new MutationObserver(() => settle(place))
    observer.observe(place, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ['data-title'],
    })
    settle(place)
  })
  onScopeDispose(() => {
    observer?.disconnect()
    listening.abort()
  })
}
