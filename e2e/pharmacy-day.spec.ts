import type { TestInfo } from '@playwright/test'
import { blockStore } from '@etui/server/block/block-store.ts'
import { addBox, euros, savedCsv, savedFile } from './world/billing.ts'
import {
  activateInApp,
  openCardApp,
  present,
  press,
  shownDigits,
  storedForOffline,
  unlockByPasskey,
  type CardApp,
} from './world/card-app.ts'
import {
  expectVerdict,
  nextPatient,
  openCounter,
  pasteDigits,
  pressAt,
  type CounterApp,
} from './world/counter-app.ts'
import { issuePhones } from './world/issued-phones.ts'
import { readRows } from './world/rows.ts'
import { deskSize, expect, test } from './world/world.ts'

const now = () => Math.floor(Date.now() / 1000)

const told = (cents: number) => euros((cents / 100).toFixed(2).replace('.', ','))

/** Makes final what is on the bill; until the counter says so. */
async function validate({ page, say }: CounterApp, end: 'bill.done' | 'bill.kept'): Promise<void> {
  await page.keyboard.press('F9')
  await expect(page.getByRole('heading', { name: say(end) })).toBeFocused()
}

/** Until the journal says that it is empty: it goes by itself after the renewal that finds the network back. */
async function settle(counter: CounterApp): Promise<void> {
  const { page, say } = counter
  const empty = page.getByRole('button', { name: say('journal.empty') })
  await expect(async () => {
    await pressAt(counter, 'lists.renew')
    await expect(empty).toBeVisible({ timeout: 5_000 })
  }).toPass({ timeout: 60_000 })
}

test('a morning at a pharmacy: a child, a blocked card, closed rights, and the network lost twice', async ({
  demo,
  open,
}, testInfo) => {
  test.setTimeout(300_000)
  const [samir, ange, odile, yanis] = await issuePhones(demo, ['samir', 'ange', 'odile', 'yanis'])
  if (!samir || !ange || !odile || !yanis) throw new TypeError('four phones were asked for')
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts })
  await activateInApp(card, 'claire')
  const { page, guards } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const { say } = counter
  for (const seat of [guards, phone.guards]) seat.expectOutage()

  // An adult, then her child on the same card.
  await present(card)
  await pasteDigits(counter, await shownDigits(card))
  await expectVerdict(counter, 'valid', 'online')
  await press(card, 'present.away')
  await addBox(counter, '12,60')
  await validate(counter, 'bill.done')
  await page.getByRole('radio', { name: /Jules/ }).check()
  await expect(page.getByRole('heading', { name: /Jules/ })).toBeVisible()
  await page.keyboard.press('F9')
  await addBox(counter, '6,40')
  await validate(counter, 'bill.done')
  await nextPatient(counter)

  // A card that was blocked: nothing of it can be billed.
  await readRows(demo, ({ database }) => {
    const { personId, phoneId } = odile
    return blockStore(database).suspend({ personId, phoneId, reason: 'lost', at: new Date() })
  })
  await pasteDigits(counter, await odile.frameAt(now()))
  await expectVerdict(counter, 'revoked')
  await expect(page.getByRole('button', { name: say('bill.start') })).toBeHidden()
  await nextPatient(counter)

  // The network is lost, and comes back.
  await demo.kill()
  await pasteDigits(counter, await samir.frameAt(now()))
  await expectVerdict(counter, 'valid', 'offline')
  await addBox(counter, '20,00')
  await validate(counter, 'bill.kept')
  await nextPatient(counter)
  await pasteDigits(counter, await ange.frameAt(now()))
  await expectVerdict(counter, 'valid', 'offline')
  await nextPatient(counter)
  await demo.start()
  await settle(counter)

  // Rights that closed since the card was signed: the patient pays all of it.
  await pasteDigits(counter, await yanis.frameAt(now()))
  await expectVerdict(counter, 'valid', 'online')
  await expect(page.getByText(say('facts.closed'))).toBeVisible()
  await addBox(counter, '8,00')
  await expect(page.locator('.pay')).toHaveText(euros('8,00'))
  await validate(counter, 'bill.done')
  await nextPatient(counter)

  // Lost again: a reading alone.
  await demo.kill()
  await pasteDigits(counter, await samir.frameAt(now() + 1))
  await expectVerdict(counter, 'valid', 'offline')
  await nextPatient(counter)
  await demo.start()
  await settle(counter)

  const billed = await readRows(demo, ({ database: { db, tables } }) =>
    db.select().from(tables.invoices),
  )
  expect(billed.map(({ totalCents }) => totalCents).toSorted((a, b) => a - b)).toEqual([
    640, 800, 1_260, 2_000,
  ])
  expect(billed.find(({ totalCents }) => totalCents === 2_000)?.securityMode).toBe(5)
  const readings = await readRows(demo, ({ database: { db, tables } }) =>
    db.select().from(tables.readings),
  )
  expect(readings.filter(({ isOffline }) => isOffline)).toHaveLength(3)

  await page.keyboard.press('F1')
  await expect(page.getByRole('row')).toHaveCount(5)
  const sum = (part: 'totalCents' | 'patientNowCents') =>
    billed.reduce((cents, invoice) => cents + invoice[part], 0)
  await expect(page.locator('.totals .sum')).toHaveText(told(sum('totalCents')))
  await expect(page.locator('.totals dl > div').last()).toHaveText(told(sum('patientNowCents')))
  await expect(page.getByText(say('day.keptSum'))).toBeHidden()
  const { text } = await savedCsv(page, testInfo.outputPath('saved'), () =>
    pressAt(counter, 'day.save'),
  )
  const rows = text
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(';'))
  expect(rows.map(([, who, , , , , , total]) => `${who} ${total}`).toSorted()).toEqual([
    'AUBERTIN Claire 12,60',
    'AUBERTIN Jules 6,40',
    'BELKACEMI Samir 20,00',

    'MERABTI Yanis 8,00',
  ])
  await expect(page.getByRole('button', { name: say('journal.empty') })).toBeVisible()

  // Her own phone shows both invoices, hers and her child's.
  await phone.page.reload()
  await unlockByPasskey(card)
  await phone.page.getByRole('link', { name: card.say('tabs.spending') }).click()
  await expect(phone.page.getByText(euros('12,60')).first()).toBeVisible()
  await expect(phone.page.getByText(euros('6,40')).first()).toBeVisible()

  // Opened without network, from what it keeps: the same, to be searched and to be saved.
  await storedForOffline(phone.page)
  await demo.kill()
  await phone.page.goto(demo.hosts.card)
  await unlockByPasskey(card)
  await readOffline(card, testInfo)
})

/** Expenses and readings of a mother and her child, on a phone that reaches nobody. */
async function readOffline(card: CardApp, testInfo: TestInfo): Promise<void> {
  const { page, say } = card
  const chip = (name: RegExp | string) => page.getByRole('radio', { name })
  const bills = page.locator('.bills details')
  await page.getByRole('link', { name: say('tabs.spending') }).click()
  await expect(bills).toHaveCount(2)
  await bills
    .filter({ hasText: euros('12,60') })
    .locator('summary')
    .click()
  await expect(page.locator('.bills details[open] dl')).toContainText(euros('12,60'))

  await chip('Jules').check()
  await expect(bills).toHaveText([euros('6,40')])
  const { text } = await savedCsv(page, testInfo.outputPath('jules'), () =>
    press(card, 'spending.saveCsv'),
  )
  const [, ...rows] = text.trim().split('\r\n')
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatch(/;PHARMACIE DU LAVOIR, Jules;.*;6,40;/)

  await chip(say('spending.everyone')).check()
  const search = page.getByRole('searchbox', { name: say('spending.search') })
  await search.fill('nulle part')
  await expect(page.getByText(say('spending.none'))).toBeVisible()
  await expect(page.getByRole('button', { name: say('spending.savePdf') })).toBeDisabled()
  await search.fill('lavoir')
  await expect(bills).toHaveCount(2)
  const document = await savedFile(page, testInfo.outputPath('everybody'), '.pdf', () =>
    press(card, 'spending.savePdf'),
  )
  expect(document.content.toString('latin1')).toMatch(/^%PDF-[^]*%%EOF\s*$/)

  await chip(String(new Date().getFullYear() - 1)).check()
  await expect(bills).toHaveCount(0)

  await page.getByRole('link', { name: say('tabs.readings') }).click()
  await expect(page.getByText(say('readings.card'))).toHaveCount(1)
  await chip('Jules').check()
  await expect(page.getByText(say('readings.empty'))).toBeVisible()
}
