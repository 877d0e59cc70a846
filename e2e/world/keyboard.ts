import { expect, type Locator, type Page } from '@playwright/test'

/** Goes to a control by Tab alone, as somebody without a pointer does. Fails when it cannot be reached in 60 steps. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible()
  for (let steps = 0; steps < 60; steps++) {
    if (await isFocused(control)) return
    await page.keyboard.press('Tab')
  }
  expect(await isFocused(control), 'reached by Tab').toBe(true)
}

/** Presses a button or a link by the keyboard. */
export async function pressByKey(page: Page, control: Locator): Promise<void> {
  await tabTo(page, control)
  await page.keyboard.press('Enter')
}

function isFocused(control: Locator): Promise<boolean> {
  return control.evaluate((element) => element === document.activeElement)
}
