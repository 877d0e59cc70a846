import { readFile } from 'node:fs/promises'
import { expectAccessible } from './world/axe.ts'
import { activateInApp, openCardApp, present, shownDigits } from './world/card-app.ts'
import { type CounterApp, expectVerdict, openCounter, pasteDigits } from './world/counter-app.ts'
import { readRows } from './world/rows.ts'
import { deskSize, expect, test } from './world/world.ts'

/** What the screen says of an amount, whichever space is written before the sign. */
function euros(amount: string): RegExp {
  return new RegExp(`${amount}\\s€`)
}

async function toPay({ page, say }: CounterApp): Promise<string> {
  const line = page.locator('.pay', { hasText: say('bill.toPay') })
  return (await line.innerText()).replaceAll(/\s+/g, ' ')
}

test('a visit is billed with the keyboard alone, listed with its totals, and taken back', async ({
  demo,
  open,
}) => {
  test.setTimeout(240_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, {
    hosts: demo.hosts,
    professional: 'dr-morvan',
    name: 'Cabinet',
  })
  const { say } = counter
  const press = (...keys: string[]) =>
    keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve())

  await present(card)
  await pasteDigits(counter, await shownDigits(card))
  await expectVerdict(counter, 'valid')
  const code = page.getByLabel(say('bill.code'), { exact: true })
  await expect(code).toBeVisible()
  await expectAccessible(page, 'an empty bill')

  await press('F9')
  await expect(code).toBeFocused()
  await page.keyboard.type('g')
  await expect(page.getByLabel(say('bill.price'))).toHaveValue('30,00')
  await press('Enter')
  await expect(code).toBeFocused()
  expect(await toPay(counter)).toMatch(euros('0,00'))
  await page.keyboard.type('ort')
  await press('Enter')
  await expect(page.getByLabel(say('bill.label'))).toBeFocused()
  await page.keyboard.type('Attelle')
  await press('Enter')
  await expect(page.getByLabel(say('bill.price'))).toBeFocused()
  await page.keyboard.type('12,60')
  await press('Enter')
  await expect(page.getByRole('row', { name: /ORT/ })).toBeVisible()
  expect(await toPay(counter)).toMatch(euros('12,60'))
  await page.getByLabel(say('bill.thirdParty')).selectOption('none')
  await expect(page.locator('.pay')).toHaveText(euros('42,60'))
  await expect(page.getByText(say('bill.unchecked'))).toBeHidden()
  await expectAccessible(page, 'a bill')

  await press('F9')
  await expect(page.getByRole('heading', { name: say('bill.done') })).toBeVisible()
  await expect(page.getByRole('heading', { name: say('bill.done') })).toBeFocused()
  await expectAccessible(page, 'a bill that is final')
  const summaries = await readRows(demo, ({ database: { db, tables } }) =>
    db.select().from(tables.summaries),
  )
  expect(summaries).toHaveLength(1)

  await press('F1')
  await expect(page.getByRole('heading', { name: say('day.title'), exact: true })).toBeVisible()
  const row = page.getByRole('row', { name: /Claire AUBERTIN/ })
  await expect(row).toHaveText(euros('42,60'))
  await expect(page.locator('.totals .sum')).toHaveText(euros('42,60'))
  await expectAccessible(page, 'the day')
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: say('day.save') }).click()
  const saved = await (await saving).path()
  const csv = await readFile(saved, 'utf8')
  expect(csv.split('\r\n').filter((line) => line.includes('AUBERTIN Claire'))).toHaveLength(2)
  expect(csv).toMatch(/;G;;1;30,00;19,00;9,00;2,00;2,00;0,00\r\n/)

  await row.getByRole('button').click()
  await expectAccessible(page, 'whether to take it back')
  await page.getByRole('button', { name: say('day.correct.yes') }).click()
  await expect(page.getByText(say('day.correction'))).toBeVisible()
  await expect(page.getByText(say('day.corrected'), { exact: true })).toBeVisible()
  await expect(page.locator('.totals .sum')).toHaveText(euros('0,00'))
  await expect(page.getByRole('button', { name: say('day.correct.open') })).toHaveCount(0)
  const told = await readRows(demo, ({ database: { db, tables } }) =>
    db.select().from(tables.summaries),
  )
  expect(told).toHaveLength(2)
  await press('Escape')
  await expectVerdict(counter, 'valid')
})

test('a bill begun before the context ended is made final once the card is shown again', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const { say } = counter
  await present(card)
  const first = await shownDigits(card)
  await pasteDigits(counter, first)
  await expectVerdict(counter, 'valid')
  const code = page.getByLabel(say('bill.code'), { exact: true })
  await code.fill('3400935955838')
  await page.getByLabel(say('bill.price')).fill('12,60')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: say('context.end') }).click()
  await expect(page.getByText(say('bill.needsCard'))).toBeVisible()
  await expect(page.getByRole('button', { name: say('bill.validate') })).toBeDisabled()
  let next = first
  while (next === first) next = await shownDigits(card)
  await page.keyboard.press('F7')
  await expect(page.getByText(say('context.present'))).toBeVisible()
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  }, next)
  await expect(page.getByText(say('context.until'))).toBeVisible()
  await expect(page.getByRole('row', { name: /3400935955838/ })).toBeVisible()
  await page.keyboard.press('F9')
  await expect(page.getByRole('heading', { name: say('bill.done') })).toBeVisible()
})
