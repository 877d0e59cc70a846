/**
 * Keeps the screen on until what comes back is called. The browser takes the lock away whenever the page is hidden, so it
 * is asked for again when the page shows. Where it cannot be had nothing happens: the screen then dims as usual.
 */
export function keepAwake(page: Document = document): () => void {
  const wakeLock: WakeLock | undefined = page.defaultView?.navigator.wakeLock
  let sentinel: WakeLockSentinel | null = null
  let isWanted = true

  async function ask(): Promise<void> {
    if (!isWanted || page.visibilityState !== 'visible' || wakeLock === undefined) return
    try {
      const got = await wakeLock.request('screen')
      if (isWanted) sentinel = got
      else await got.release()
    } catch {
      // Refused for a low battery or by a setting.
    }
  }
  const onVisible = () => void ask()
  page.addEventListener('visibilitychange', onVisible)
  void ask()

  return () => {
    isWanted = false
    page.removeEventListener('visibilitychange', onVisible)
    void sentinel?.release().catch(() => undefined)
  }
}
