import { expect } from '@playwright/test'
import { heading, press, type CardApp } from './card-app.ts'
import type { ConsoleApp } from './console-app.ts'

/** From the question of the e-mail, which somebody never receives, to the code for the desk; answers it as it is shown. */
export async function drawAtDesk(app: CardApp): Promise<string> {
  await expect(heading(app, 'contact.title')).toBeVisible()
  await press(app, 'contact.nothing')
  await press(app, 'contact.help.toDesk')
  await expect(heading(app, 'desk.title')).toBeVisible()
  await press(app, 'desk.draw')
  return app.page.getByText(/^[2-9A-Z]{4} [2-9A-Z]{4}$/).innerText()
}

/** At the desk, types the code of a phone as one reads it aloud. */
export async function findAtDesk({ page, say }: ConsoleApp, code: string): Promise<void> {
  await page.getByRole('button', { name: say('tabs.desk') }).click()
  await page.getByLabel(say('desk.code')).fill(code.toLowerCase())
  await page.getByRole('button', { name: say('desk.find') }).click()
}
