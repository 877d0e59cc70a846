import { activateInApp, openCardApp, present, press, shownDigits } from './world/card-app.ts'
import { expectVerdict, openCounter, pasteDigits } from './world/counter-app.ts'
import { deskSize, expect, test } from './world/world.ts'

test('what a counter bills stands among the expenses of an open phone, untouched', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts, professional: 'dr-morvan' })
  await present(card)
  await pasteDigits(counter, await shownDigits(card))
  await expectVerdict(counter, 'valid')
  const code = page.getByLabel(counter.say('bill.code'), { exact: true })
  await code.fill('G')
  await expect(page.getByLabel(counter.say('bill.price'))).toHaveValue('30,00')
  await code.press('Enter')
  await expect(page.getByRole('row').filter({ hasText: /30,00/ })).toBeVisible()

  await press(card, 'present.away')
  await phone.page.getByRole('link', { name: card.say('tabs.spending') }).click()
  await expect(phone.page.getByText(card.say('spending.empty'))).toBeVisible()
  await page.keyboard.press('F9')
  await expect(page.getByRole('heading', { name: counter.say('bill.done') })).toBeVisible()
  await expect(phone.page.locator('.total b')).toHaveText(/2,00\s€/)
  await phone.page.getByRole('link', { name: card.say('tabs.readings') }).click()
  await expect(phone.page.getByText('Cabinet', { exact: false }).first()).toBeVisible()
})
