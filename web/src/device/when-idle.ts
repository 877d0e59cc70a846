/** Resolves once the browser has nothing better to do; where it does not tell, after a pause. */
export function whenIdle(page: Window & typeof globalThis = window): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in page) page.requestIdleCallback(() => resolve(), { timeout: 500 })
    else setTimeout(resolve, 50)
  })
}
