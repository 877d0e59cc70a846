import { blockStore } from '@etui/server/block/block-store.ts'
import { expectAccessible } from './world/axe.ts'
import { addBox, euros, pasteAnywhere, savedCsv } from './world/billing.ts'
import { activateInApp, openCardApp, present, shownDigits } from './world/card-app.ts'
import {
  expectVerdict,
  headingAt,
  nextPatient,
  openCounter,
  pasteDigits,
  pressAt,
  reopenFromStore,
  type CounterApp,
} from './world/counter-app.ts'
import { issuePhones } from './world/issued-phones.ts'
import { reach } from './world/reach.ts'
import { readRows } from './world/rows.ts'
import { refusalTexts } from './world/texts.ts'
import { deskSize, expect, test } from './world/world.ts'

test('a visit is billed with the keyboard alone, listed with its totals, and taken back', async ({
  demo,
  open,
}, testInfo) => {
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
  const toPay = page.locator('.pay')
  await expect(toPay).toHaveText(euros('0,00'))
  await page.keyboard.type('ort')
  await press('Enter')
  await expect(page.getByLabel(say('bill.label'))).toBeFocused()
  await page.keyboard.type('Attelle')
  await press('Enter')
  await expect(page.getByLabel(say('bill.price'))).toBeFocused()
  await page.keyboard.type('12,60')
  await press('Enter')
  await expect(page.getByRole('row', { name: /ORT/ })).toBeVisible()
  await expect(toPay).toHaveText(euros('12,60'))
  await page.getByLabel(say('bill.thirdParty')).selectOption('none')
  await expect(toPay).toHaveText(euros('42,60'))
  // What is kept back in 2026 is in no source: the screen says so, of the bill, of the invoice and of the day.
  await expect(page.getByText(say('bill.unchecked'))).toBeVisible()
  await expectAccessible(page, 'a bill')

  await press('F9')
  await expect(page.getByRole('heading', { name: say('bill.done') })).toBeVisible()
  await expect(page.getByRole('heading', { name: say('bill.done') })).toBeFocused()
  await expect(page.getByText(say('bill.unchecked'))).toBeVisible()
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
  await expect(page.locator('.totals').getByText(say('bill.unchecked'))).toBeVisible()
  await expectAccessible(page, 'the day')
  const { name, text: csv } = await savedCsv(page, testInfo.outputPath('saved'), () =>
    pressAt(counter, 'day.save'),
  )
  expect(name).toMatch(/^factures-\d{4}-\d{2}-\d{2}\.csv$/)
  expect(csv.split('\r\n').filter((line) => line.includes('AUBERTIN Claire'))).toHaveLength(2)
  expect(csv).toMatch(/;G;;1;30,00;19,00;9,00;2,00;2,00;0,00;Calculé par Étui[^;]*\r\n/)

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

test('a bill goes on through a renewal, and none is made once the context was ended', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  const { page, context } = await open({ viewport: deskSize })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
    origin: demo.hosts.counter,
  })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const { say } = counter
  await present(card)
  await pasteDigits(counter, await shownDigits(card))
  await expectVerdict(counter, 'valid')
  const code = page.getByLabel(say('bill.code'), { exact: true })
  await code.fill('3400935955838')
  await page.getByLabel(say('bill.price')).fill('12,60')
  await page.keyboard.press('Enter')
  await page.keyboard.press('F7')
  await expect(page.getByText(say('context.present'))).toBeVisible()
  await expect(async () => {
    await phone.page.bringToFront()
    const digits = await shownDigits(card)
    await page.bringToFront()
    await page.evaluate(async (text) => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      await navigator.clipboard.writeText(text)
    }, digits)
    await page.keyboard.press('Control+V')
    await expect(page.getByText(say('context.until'))).toBeVisible()
  }).toPass({ timeout: 60_000 })
  await expect(page.getByRole('row', { name: /3400935955838/ })).toBeVisible()
  await page.keyboard.press('F9')
  await expect(page.getByRole('heading', { name: say('bill.done') })).toBeVisible()
  await page.getByRole('button', { name: say('context.end') }).click()
  await page.keyboard.press('F9')
  await expect(page.getByText(say('bill.needsCard'))).toBeVisible()
  await expect(page.getByRole('button', { name: say('bill.start') })).toBeDisabled()
})

const now = () => Math.floor(Date.now() / 1000)

/** Reads without network and bills one box, with the keyboard alone; until the counter says that it is kept. */
async function billHere(counter: CounterApp, digits: string, price: string): Promise<void> {
  const { page, say } = counter
  await pasteDigits(counter, digits)
  await expectVerdict(counter, 'valid', 'offline')
  await addBox(counter, price)
  await page.keyboard.press('F9')
  await expect(page.getByRole('heading', { name: say('bill.kept') })).toBeFocused()
}

test('invoices made without network wait in the journal, go behind their readings, and call where they came out otherwise', async ({
  demo,
  open,
}, testInfo) => {
  test.setTimeout(240_000)
  const [claire, theo, yanis] = await issuePhones(demo, ['claire', 'theo', 'yanis'])
  if (!claire || !theo || !yanis) throw new TypeError('three phones were asked for')
  const { page, guards } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const { say } = counter
  guards.expectOutage()
  await reopenFromStore(counter)
  await demo.kill()

  await billHere(counter, await claire.frameAt(now()), '12,60')
  await expect(page.getByText(say('bill.keptTitle'))).toBeVisible()
  await expect(page.getByText(say('bill.estimate'))).toBeVisible()
  await expectAccessible(page, 'an invoice kept without network')
  await nextPatient(counter)
  await billHere(counter, await theo.frameAt(now()), '20,00')
  await nextPatient(counter)
  await billHere(counter, await yanis.frameAt(now()), '8,00')

  await page.keyboard.press('F1')
  await expect(page.getByRole('row', { name: /à envoyer/ })).toHaveCount(3)
  await expect(page.getByText(say('day.keptSum'))).toHaveText(euros('40,60'))
  await expectAccessible(page, 'the day without network')
  const { text: csv } = await savedCsv(page, testInfo.outputPath('kept'), () =>
    pressAt(counter, 'day.save'),
  )
  expect(csv.split('\r\n').filter((line) => line.includes('à envoyer (estimation'))).toHaveLength(3)
  await page.reload()
  await expect(headingAt(counter, 'ready.title')).toBeVisible()

  await demo.start()
  await readRows(demo, ({ database }) => {
    const { personId, phoneId } = theo
    // As if it had been asked for before the card was read here.
    const at = new Date(Date.now() - 3_600_000)
    return blockStore(database).suspend({ personId, phoneId, reason: 'lost', at })
  })
  await pressAt(counter, 'lists.renew')
  await expect(page.getByText(say('journal.attention')).first()).toBeVisible({ timeout: 20_000 })
  await page.keyboard.press('F8')
  await expect(headingAt(counter, 'journal.title')).toBeVisible()
  await expect(page.getByRole('heading', { level: 3 })).toHaveText([
    /MERABTI/,
    /LAFITTE/,
    /LAFITTE/,
  ])
  await expect(page.getByText(say('journal.invoice.otherNow'))).toBeVisible()
  await expect(page.getByText(say('journal.invoice.nextReading'))).toBeVisible()
  await expectAccessible(page, 'invoices to be looked at')
  for (const left of [2, 1, 0]) {
    await page
      .getByRole('button', { name: say('journal.seenOf') })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 3 })).toHaveCount(left)
  }
  await expect(page.getByRole('button', { name: say('journal.empty') })).toBeVisible()

  await page.keyboard.press('F1')
  await expect(page.locator('.totals .sum')).toHaveText(euros('20,60'))
  await expect(page.getByText(say('day.keptSum'))).toBeHidden()
  const rows = await readRows(demo, ({ database: { db, tables } }) =>
    db.select().from(tables.invoices),
  )
  expect(rows.map(({ personId, securityMode }) => [personId, securityMode]).toSorted()).toEqual(
    [claire, yanis].map(({ personId }) => [personId, 5]).toSorted(),
  )
})

test('an invoice left halfway is resumed with the same card, by nobody else’s, or given up; and made once where its answer was lost', async ({
  demo,
  open,
}) => {
  test.setTimeout(240_000)
  const [claire, ange, lisandra] = await issuePhones(demo, ['claire', 'ange', 'lisandra'])
  if (!claire || !ange || !lisandra) throw new TypeError('three phones were asked for')
  const { page, guards } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const { say } = counter
  // Answers of the server are lost on their way.
  guards.expectOutage()
  let second = now()
  const next = (phone: typeof claire) => phone.frameAt((second += 1))
  const leaveHalfway = async (phone: typeof claire, price: string) => {
    await pasteDigits(counter, await next(phone))
    await expectVerdict(counter, 'valid')
    await addBox(counter, price)
    await page.route('**/validation', (route) => route.abort('connectionreset'))
    await page.keyboard.press('F9')
    await expect(page.getByText(say('bill.doubtful'))).toBeVisible()
    await page.unroute('**/validation')
    await nextPatient(counter)
  }
  await leaveHalfway(claire, '12,60')
  await leaveHalfway(lisandra, '7,40')

  await page.keyboard.press('F1')
  const pending = page.getByRole('row', { name: /à valider/ })
  await expect(pending).toHaveCount(2)
  await expectAccessible(page, 'a day with pending invoices')
  await pending
    .filter({ hasText: euros('12,60') })
    .getByRole('button', { name: say('day.resume.of') })
    .press('Enter')
  await expect(page.getByRole('heading', { name: say('day.resume.title') })).toBeFocused()
  await pasteAnywhere(counter, await next(ange))
  await expect(page.getByText(refusalTexts('fr')('context-other-person'))).toBeVisible()
  await expectAccessible(page, 'a pending invoice resumed, another card')
  await pasteAnywhere(counter, await next(claire))
  await expect(page.getByText(say('day.resume.done'))).toBeVisible()
  await expect(pending).toHaveCount(1)
  await expect(page.locator('.totals .sum')).toHaveText(euros('12,60'))
  await pending.getByRole('button', { name: say('day.drop.of') }).press('Enter')
  await expectAccessible(page, 'whether to give it up')
  await pressAt(counter, 'day.drop.yes')
  await expect(pending).toHaveCount(0)
  const rows = await readRows(demo, ({ database: { db, tables } }) =>
    db.select().from(tables.invoices),
  )
  expect(rows.map(({ totalCents, securityMode }) => [totalCents, securityMode])).toEqual([
    [1_260, 3],
  ])

  // The server makes it, and nobody is told: neither a line more nor a reload makes another.
  const loseAnswer = async (price: string) => {
    await addBox(counter, price)
    let made = 0
    await page.route('**/validation', async (route) => {
      const request = route.request()
      const [headers, body] = [await request.allHeaders(), request.postData() ?? '']
      if ((await reach(request.url(), { method: 'POST', headers, body })).ok) made += 1
      await route.abort('connectionreset')
    })
    await page.keyboard.press('F9')
    await expect(page.getByText(say('bill.doubtful'))).toBeVisible()
    expect(made).toBe(1)
    await page.unroute('**/validation')
  }
  const billAgain = async (price: string, lost: string) => {
    // F9 would send the line that is there already.
    await page.getByLabel(say('bill.code'), { exact: true }).fill('3400935955838')
    await page.keyboard.press('Enter')
    await page.getByLabel(say('bill.price')).fill(price)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('row', { name: euros(price) })).toBeVisible()
    await page.keyboard.press('F9')
    await expect(page.getByRole('heading', { name: say('bill.earlier') })).toBeFocused()
    await expect(page.locator('.bill')).toContainText(euros(lost))
    await expect(page.locator('.bill')).not.toContainText(euros(price))
    await page.keyboard.press('F9')
    await expect(page.getByRole('row', { name: euros(price) })).toBeVisible()
  }
  await page.keyboard.press('Escape')
  await pasteDigits(counter, await next(ange))
  await expectVerdict(counter, 'valid')
  await loseAnswer('5,10')
  await billAgain('1,30', '5,10')
  await nextPatient(counter)
  await pasteDigits(counter, await next(ange))
  await expectVerdict(counter, 'valid')
  await loseAnswer('6,20')
  await page.reload()
  await expect(page.getByText(say('journal.attention')).first()).toBeVisible({ timeout: 20_000 })
  await pasteDigits(counter, await next(ange))
  await expectVerdict(counter, 'valid')
  await expect(page.getByText(say('bill.doubtful'))).toBeVisible()
  await billAgain('1,70', '6,20')
  await expect(page.getByRole('button', { name: say('journal.empty') })).toBeVisible()
  const all = await readRows(demo, ({ database: { db, tables } }) =>
    db.select().from(tables.invoices),
  )
  expect(all.map(({ totalCents }) => totalCents).toSorted()).toEqual([1_260, 510, 620].toSorted())
})

test('a rejected invoice is sent again once its reason is over', async ({ demo, open }) => {
  test.setTimeout(180_000)
  const [yanis] = await issuePhones(demo, ['yanis'])
  if (!yanis) throw new TypeError('one phone was asked for')
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const { say } = counter
  await pasteDigits(counter, await yanis.frameAt(now()))
  await expectVerdict(counter, 'valid')
  await addBox(counter, '8,00')
  await page.keyboard.press('F9')
  await expect(page.getByRole('heading', { name: say('bill.done') })).toBeFocused()
  await expect(async () => {
    await page.keyboard.press('F1')
    const rejected = page.getByText(say('day.rejectedClosed'), { exact: true })
    await expect(rejected).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 40_000 })
  await readRows(demo, ({ database: { db, tables } }) =>
    db.update(tables.registryBeneficiaries).set({ rightsTo: null, coverage: 29 }),
  )
  await page.getByRole('button', { name: say('day.resendOf') }).press('Enter')
  await expect(page.getByText(say('day.rejectedClosed'), { exact: true })).toBeHidden()
  await expect(async () => {
    await page.keyboard.press('F1')
    const accepted = page.getByText(say('day.states.accepted'), { exact: true })
    await expect(accepted).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 40_000 })
})
