import { scanByWedge } from './world/azerty.ts'
import {
  activateInApp,
  openCardApp,
  present,
  shownDigits,
  unlockByCode,
  type CardApp,
} from './world/card-app.ts'
import { expectVerdict, openCounter, pasteDigits, type CounterApp } from './world/counter-app.ts'
import { person } from './world/people.ts'
import { readRows } from './world/rows.ts'
import { refusalTexts } from './world/texts.ts'
import { deskSize, expect, test, type Seat } from './world/world.ts'

const halfAnHour = 30 * 60_000

/** Scans a code again where a page held up for a quarter of a second took that for the end of it. */
async function scanUntil(counter: CounterApp, card: CardApp, seen: () => Promise<void>) {
  await expect(async () => {
    await card.page.bringToFront()
    const digits = await shownDigits(card)
    await counter.page.bringToFront()
    await scanByWedge(counter.page, digits, 'plain')
    await seen()
  }).toPass({ timeout: 60_000 })
}

/** What is in the clipboard, pasted where the counter's own policy does not reach. */
async function copiedAt({ context, page }: Seat): Promise<string> {
  const other = await context.newPage()
  await other.setContent('<textarea></textarea>')
  await other.locator('textarea').focus()
  await other.keyboard.press('Control+V')
  const text = await other.locator('textarea').inputValue()
  await other.close()
  await page.bringToFront()
  return text
}

test('a child is cared for on a parent’s card, and the context lasts half an hour', async ({
  demo,
  open,
}) => {
  test.setTimeout(240_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  const otherPhone = await open()
  const other = await openCardApp(otherPhone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(other, 'ange')
  const desk = await open({ viewport: deskSize })
  const { page } = desk
  await desk.context.grantPermissions(['clipboard-write'], {
    origin: demo.hosts.counter,
  })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const { say } = counter
  const refusal = refusalTexts('fr')

  await present(card)
  await pasteDigits(counter, await shownDigits(card))
  await expectVerdict(counter, 'valid')
  await expect(page.getByText(say('context.until'))).toBeVisible()
  await page.getByRole('radio', { name: /Jules/ }).check()
  await expect(page.getByRole('heading', { name: /Jules/ })).toBeVisible()
  await expect(page.getByText(say('person.ins'))).toBeVisible()
  // A child's care is billed to the parent's number, though the identity is the child's own.
  await page.keyboard.press('F2')
  await expect(page.getByText(say('person.copied'))).toBeVisible()
  expect((await copiedAt(desk)).slice(0, 13)).toBe(person('claire').nir.slice(0, 13))
  await page.keyboard.press('F3')
  await expect(page.getByText(say('person.identityCopied'))).toBeVisible()
  const identity = await copiedAt(desk)
  expect(identity).toContain('Prénoms de naissance : JULES')
  expect(identity).toMatch(/Matricule INS : 11519/)
  await page.keyboard.press('F4')
  await expect(page.getByText(say('person.datamatrixCopied'))).toBeVisible()
  expect(await copiedAt(desk)).toMatch(/^IS010{22}S111519/)

  await page.keyboard.press('F7')
  await expect(page.getByText(say('context.present'))).toBeVisible()
  await present(other)
  await scanUntil(counter, other, () =>
    expect(page.getByText(refusal('context-other-person'))).toBeVisible(),
  )
  await expect(page.getByRole('heading', { name: /Jules/ })).toBeVisible()
  await page.keyboard.press('Escape')

  await demo.shiftClock(halfAnHour)
  await page.getByRole('radio', { name: /Nour/ }).check()
  await expect(page.getByText(say('context.over'))).toBeVisible()
  await page.keyboard.press('F7')
  // Opened anew, it learns the hour from the server.
  await phone.page.goto(demo.hosts.card)
  await unlockByCode(card)
  await present(card)
  await scanUntil(counter, card, () => expect(page.getByText(say('context.until'))).toBeVisible())
  await expect(page.getByRole('radio', { name: /Nour/ })).toBeChecked()
  await expect(page.getByText(say('person.ins'))).toBeVisible()
  // Ended on demand, by its key: the card presented again begins anew, for the same choice.
  await page.keyboard.press('Shift+F7')
  await expect(page.getByText(say('context.over'))).toBeVisible()
  await page.keyboard.press('F7')
  await expect(page.getByText(say('context.present'))).toBeVisible()
  await scanUntil(counter, card, () => expect(page.getByText(say('context.until'))).toBeVisible())
  await expect(page.getByRole('radio', { name: /Nour/ })).toBeChecked()
})

test('rights that closed are told beside a genuine card, and an exemption to who may see it', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'bernadette')
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const { say } = counter
  await present(card)
  const first = await shownDigits(card)
  await pasteDigits(counter, first)
  await expectVerdict(counter, 'valid')
  await expect(page.getByText(say('facts.open'))).toBeVisible()
  const rights = page.getByRole('region', { name: say('facts.label') })
  await expect(rights.getByText(say('facts.exemptions.4'))).toBeVisible()

  await readRows(demo, ({ database: { db, tables } }) =>
    db.update(tables.registryBeneficiaries).set({ rightsTo: new Date() }),
  )
  let next = first
  while (next === first) next = await shownDigits(card)
  await pasteDigits(counter, next)
  await expectVerdict(counter, 'valid')
  await expect(page.getByText(say('facts.genuine'), { exact: true })).toBeVisible()
  await expect(page.getByText(say('facts.closed'))).toBeVisible()
  await expect(rights.getByText(say('facts.exemptions.4'))).toBeHidden()
})

test('a child who has no number yet has no identity to copy', async ({ demo, open }) => {
  test.setTimeout(120_000)
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'mael')
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  await present(card)
  await pasteDigits(counter, await shownDigits(card))
  await expectVerdict(counter, 'valid')
  await page.getByRole('radio', { name: /Élise/ }).check()
  await expect(page.getByText(counter.say('person.numberless'))).toBeVisible()
  await expect(page.getByRole('button', { name: counter.say('person.copyIdentity') })).toBeHidden()
})
