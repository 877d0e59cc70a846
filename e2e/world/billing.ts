import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { CounterApp } from './counter-app.ts'

/** What the screen says of an amount, whichever space is written before the sign. */
export function euros(amount: string): RegExp {
  return new RegExp(`${amount}\\s€`)
}

/** Puts one box on the bill of whoever is on screen, with the keyboard alone. */
export async function addBox({ page, say }: CounterApp, price: string): Promise<void> {
  const code = page.getByLabel(say('bill.code'), { exact: true })
  // The panel comes after the verdict: a key pressed before it is nobody's.
  await expect(code).toBeVisible()
  await page.keyboard.press('F9')
  await expect(code).toBeFocused()
  await page.keyboard.type('3400935955838')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel(say('bill.price'))).toBeFocused()
  await page.keyboard.type(price)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('row', { name: /3400935955838/ })).toBeVisible()
}

/** Hands over digits as a paste anywhere on the page does. */
export async function pasteAnywhere({ page }: CounterApp, digits: string): Promise<void> {
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData }))
  }, digits)
}

/** Presses what saves a table, and reads it. */
export async function savedCsv(page: Page, folder: string, press: () => Promise<void>) {
  const { name, content } = await savedFile(page, folder, '.csv', press)
  return { name, text: content.toString('utf8') }
}

/** Presses what saves a file, and reads it: this browser saves where it is told to, and nobody hears of it. */
export async function savedFile(
  page: Page,
  folder: string,
  ending: '.csv' | '.pdf',
  press: () => Promise<void>,
): Promise<{ readonly name: string; readonly content: Buffer }> {
  await mkdir(folder, { recursive: true })
  const session = await page.context().newCDPSession(page)
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder })
  await press()
  let names: string[] = []
  await expect(async () => {
    names = (await readdir(folder)).filter((name) => name.endsWith(ending))
    expect(names).toHaveLength(1)
  }).toPass({ timeout: 15_000 })
  const [name = ''] = names
  return { name, content: await readFile(join(folder, name)) }
}
