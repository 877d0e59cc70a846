/**
 * Resolves once what is in the page now has been painted, so that what may wait does not stand before it. A hidden page
 * paints nothing: there it resolves after a moment all the same.
 */
export function afterPaint(page: Window = window): Promise<void> {
  return new Promise((resolve) => {
    const timer = page.setTimeout(resolve, 250)
    page.requestAnimationFrame(() =>
      page.setTimeout(() => {
        page.clearTimeout(timer)
        resolve()
      }),
    )
  })
}
