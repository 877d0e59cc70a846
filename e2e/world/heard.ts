import type { Page } from '@playwright/test'

/** What the page asks from now on and how it is answered, but for the values; what is asked again and again is told once. */
export function listen(page: Page): () => Promise<string[]> {
  const answers: Promise<string>[] = []
  page.on('response', (answer) => {
    const { pathname } = new URL(answer.url())
    if (!pathname.startsWith('/api/')) return
    const asked = `${answer.request().method()} ${pathname} ${answer.status()}`
    answers.push(answer.json().then((body: unknown) => `${asked} ${shapeOf(body)}`))
  })
  return async () => {
    const lines = await Promise.all(answers)
    return lines.filter((line, at) => line !== lines[at - 1])
  }
}

function shapeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  return JSON.stringify(Object.entries(value).map(([key, part]) => [key, shapeOf(part)]))
}

/** The words on the screen, but for its numbers and what else differs from one phone to the next. */
export async function wordsOf(page: Page, own?: RegExp): Promise<string> {
  const words = await page.locator('body').innerText()
  return (own ? words.replaceAll(own, '#') : words).replaceAll(/\d+/g, '#')
}
