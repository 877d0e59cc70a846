import { TestChip } from '@etui/server/tap/test-chip.ts'
import type { Page } from '@playwright/test'
import { expectAccessible } from './world/axe.ts'
import { counterLink } from '@etui/shared/tap/counter-link.ts'
import { activateInApp, heading, openCardApp, press, typeCode } from './world/card-app.ts'
import { etui } from './world/commands.ts'
import { expectVerdict, headingAt, openCounter, pressAt } from './world/counter-app.ts'
import type { DemoServer } from './world/demo-server.ts'
import { pressByKey } from './world/keyboard.ts'
import { secretCode } from './world/people.ts'
import { addNfc, changePhone, touchTag } from './world/pretend-nfc.ts'
import {
  counterIdOf,
  linkTag,
  shownNumber,
  startTapping,
  tagOf,
  tapToAsk,
  waitForTap,
} from './world/taps.ts'
import { refusalTexts } from './world/texts.ts'
import { deskSize, expect, type Seat, test } from './world/world.ts'

/** Two browsers, an activation and a counter's opening: on a busy machine that alone takes a minute. */
test.describe.configure({ timeout: 180_000 })

type Open = (options?: { readonly viewport?: typeof deskSize }) => Promise<Seat>

const refusals = refusalTexts('fr')

/** Claire's phone, with an antenna, and a counter that waits for nobody yet. */
async function seats(demo: DemoServer, open: Open) {
  const phone = await open()
  await addNfc(phone.context)
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  const desk = await open({ viewport: deskSize })
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  return { phone, card, desk, counter }
}

/** As a chip writes into its link. */
function hex(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase()
}

/** What the phone sent of its card, call by call. */
function answersOf(page: Page): string[] {
  const sent: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/taps') sent.push(request.url())
  })
  return sent
}

test('a tap on a plain tag is on the counter’s screen after one yes, by keys alone', async ({
  demo,
  open,
}) => {
  const { card, counter } = await seats(demo, open)
  await counter.page.keyboard.press('F7')
  const number = await shownNumber(counter)
  await pressByKey(card.page, card.page.getByRole('button', { name: card.say('tap.title') }))
  await expect(card.page.getByText(card.say('tap.hold'))).toBeVisible()
  expect(await tapToAsk(card, await tagOf(counter))).toBe(number)
  await expect(card.page.getByText('PHARMACIE DU LAVOIR, Comptoir 2')).toBeVisible()
  await expect(counter.page.getByText(counter.say('tap.seen'))).toBeVisible()
  await pressByKey(card.page, card.page.getByRole('button', { name: card.say('tap.yes') }))
  await expectVerdict(counter, 'valid')
  await expect(counter.page.getByRole('heading', { name: /Claire/ })).toBeVisible()
  await expect(heading(card, 'tap.done')).toBeVisible()
})

test('a tag that the counter wrote itself leads to it', async ({ demo, open }) => {
  const phone = await open()
  await addNfc(phone.context)
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  const tablet = await open()
  await addNfc(tablet.context)
  const counter = await openCounter(tablet.page, { hosts: demo.hosts })
  await pressAt(counter, 'tag.open')
  await pressAt(counter, 'tag.write')
  await expect(counter.page.getByText(counter.say('tag.hold'))).toBeVisible()
  const message = await touchTag(counter.page, {})
  await expect(counter.page.getByText(counter.say('tag.check'))).toBeVisible()
  if (!message) throw new Error('nothing was written')
  expect(message).toEqual(await tagOf(counter))
  await touchTag(counter.page, { message })
  await expect(counter.page.getByText(counter.say('tag.written'))).toBeVisible()
  await expectAccessible(counter.page, 'tag.written')
  await counter.page.keyboard.press('Escape')

  const number = await waitForTap(counter)
  await startTapping(card)
  expect(await tapToAsk(card, message)).toBe(number)
  await press(card, 'tap.yes')
  await expectVerdict(counter, 'valid')
})

test('a chip leads to its counter once for each tap, and a message of before is a copy', async ({
  demo,
  open,
}) => {
  const { card, counter } = await seats(demo, open)
  const made = await etui(demo, 'tag', '--counter', await counterIdOf(counter.page), '--chip')
  const [metaRead, fileRead] = ['meta', 'file'].map((kind) =>
    Buffer.from(new RegExp(`${kind} read\\) +([0-9a-f]{32})`).exec(made)?.[1] ?? '', 'hex'),
  )
  if (!metaRead || !fileRead) throw new Error(made)
  const chip = new TestChip({ metaRead, fileRead })
  const blank = /http\S+/.exec(made)?.[0] ?? ''
  const says = () => {
    const { enciphered, mac } = chip.tap()
    return linkTag(blank.replace('0'.repeat(32), hex(enciphered)).replace('0'.repeat(16), hex(mac)))
  }
  const number = await waitForTap(counter)
  await startTapping(card)
  const message = says()
  expect(await tapToAsk(card, message)).toBe(number)
  await press(card, 'tap.no')
  await expect(heading(card, 'tap.declined')).toBeVisible()

  await press(card, 'tap.again')
  await expect(card.page.getByText(card.say('tap.hold'))).toBeVisible()
  await touchTag(card.page, { message })
  await expect(card.page.getByText(refusals('tag-copied'))).toBeVisible()
  await expectAccessible(card.page, 'tag-copied')

  await press(card, 'tap.again')
  await expect(card.page.getByText(card.say('tap.hold'))).toBeVisible()
  expect(await tapToAsk(card, says())).toBe(number)
  await press(card, 'tap.yes')
  await expectVerdict(counter, 'valid')
})

test('a copied tag leads to another name and number: nothing is sent at a no', async ({
  demo,
  open,
}) => {
  const { card, counter } = await seats(demo, open)
  const other = await open({ viewport: deskSize })
  const thief = await openCounter(other.page, {
    hosts: demo.hosts,
    professional: 'dr-morvan',
    name: 'PHARMACIE DU LAVOIR, Comptoir 2',
  })
  const mine = await waitForTap(counter)
  // One in ninety is the same by chance: the thief would wait for another, as often as the server lets them.
  let theirs = await waitForTap(thief)
  while (theirs === mine) {
    await pressAt(thief, 'tap.close')
    theirs = await waitForTap(thief)
  }
  const sent = answersOf(card.page)
  await startTapping(card)
  expect(await tapToAsk(card, await tagOf(thief))).toBe(theirs)
  await expect(card.page.getByText(/^CABINET MORVAN-TESSIER, /)).toBeVisible()
  await press(card, 'tap.no')
  await expect(heading(card, 'tap.declined')).toBeVisible()
  await expectAccessible(card.page, 'tap.declined')
  expect(sent).toEqual([])
  await expect(headingAt(thief, 'ready.title')).toBeVisible()
  await expect(thief.page.getByText(thief.say('tap.seen'))).toBeVisible()
})

test('a yes to a number of before reaches nobody', async ({ demo, open }) => {
  const { card, counter } = await seats(demo, open)
  await waitForTap(counter)
  await startTapping(card)
  await tapToAsk(card, await tagOf(counter))
  await pressAt(counter, 'tap.close')
  await waitForTap(counter)
  await press(card, 'tap.yes')
  await expect(card.page.getByText(refusals('tap-none'))).toBeVisible()
  await expect(counter.page.getByText(counter.say('tap.touch'))).toBeVisible()
})

test('where nobody waits, or no longer, the phone is told', async ({ demo, open }) => {
  const { card, counter } = await seats(demo, open)
  const message = await tagOf(counter)
  await startTapping(card)
  await touchTag(card.page, { message })
  await expect(card.page.getByText(refusals('tap-none'))).toBeVisible()

  await waitForTap(counter)
  await press(card, 'tap.again')
  await expect(card.page.getByText(card.say('tap.hold'))).toBeVisible()
  await tapToAsk(card, message)
  await demo.shiftClock(121_000)
  await press(card, 'tap.yes')
  await expect(card.page.getByText(refusals('tap-ended'))).toBeVisible()
  await expect(headingAt(counter, 'ready.title')).toBeVisible()
})

test('a verdict that came while the counter was cut off is there when it is back', async ({
  demo,
  open,
}) => {
  const { card, counter, phone, desk } = await seats(demo, open)
  await waitForTap(counter)
  await startTapping(card)
  await tapToAsk(card, await tagOf(counter))
  await expect(counter.page.getByText(counter.say('tap.seen'))).toBeVisible()
  for (const { guards } of [phone, desk]) guards.expectOutage()
  // Every stream ends with the server; this counter's does not come back yet.
  await desk.context.route('**/api/tap/events', (route) => route.abort())
  await demo.kill()
  await demo.start()
  await press(card, 'tap.yes')
  await expect(heading(card, 'tap.done')).toBeVisible()
  await expect(counter.page.getByText(counter.say('tap.seen'))).toBeVisible()
  await desk.context.unroute('**/api/tap/events')
  await expectVerdict(counter, 'valid')
})

test('goes on past a tag that is no counter’s, and says what keeps the antenna', async ({
  demo,
  open,
}) => {
  const { card, counter } = await seats(demo, open)
  await waitForTap(counter)
  await startTapping(card)
  await touchTag(card.page, {})
  await expect(card.page.getByText(card.say('tap.unreadable'))).toBeVisible()
  await touchTag(card.page, { message: linkTag('https://other.example/') })
  await expect(card.page.getByText(card.say('tap.foreign'))).toBeVisible()
  await tapToAsk(card, await tagOf(counter))
  await press(card, 'tap.no')
  for (const [change, told] of [
    [{ adapter: 'off' }, 'tap.trouble.off'],
    [{ adapter: 'none' }, 'tap.trouble.unsupported'],
    [{ permission: 'denied' }, 'tap.trouble.refused'],
  ] as const) {
    await changePhone(card.page, change)
    await press(card, 'tap.again')
    await expect(card.page.getByText(card.say(told))).toBeVisible()
  }
  await press(card, 'home.present')
  await expect(heading(card, 'present.title')).toBeVisible()
})

test('a tag that the phone’s system read leads to the same question, with or without an antenna', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const card = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  const desk = await open({ viewport: deskSize })
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  const number = await waitForTap(counter)
  await page.goto(counterLink(demo.hosts.card, await counterIdOf(counter.page)))
  await expect(heading(card, 'lock.title')).toBeVisible()
  await typeCode(card, secretCode)
  await expect(heading(card, 'tap.ask')).toContainText(number)
  await press(card, 'tap.yes')
  await expectVerdict(counter, 'valid')
})

test('is not offered where the browser has no antenna', async ({ demo, open }) => {
  const { page } = await open()
  const card = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  await expect(page.getByRole('button', { name: card.say('counterCode.title') })).toBeVisible()
  await expect(page.getByRole('button', { name: card.say('tap.title') })).toBeHidden()
})

test('has no barrier on any screen of a tap', async ({ demo, open }) => {
  const phone = await open()
  await addNfc(phone.context)
  const card = await openCardApp(phone.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  const desk = await open()
  const counter = await openCounter(desk.page, { hosts: demo.hosts })
  await expectAccessible(phone.page, 'home with a tap')
  await waitForTap(counter)
  await expectAccessible(desk.page, 'tap.touch')
  const message = await tagOf(counter)
  await startTapping(card)
  await expectAccessible(phone.page, 'tap.hold')
  await tapToAsk(card, message)
  await expectAccessible(phone.page, 'tap.ask')
  await expect(desk.page.getByText(counter.say('tap.seen'))).toBeVisible()
  await expectAccessible(desk.page, 'tap.seen')
  await press(card, 'tap.yes')
  await expect(heading(card, 'tap.done')).toBeVisible()
  await expectAccessible(phone.page, 'tap.done')
  await expectVerdict(counter, 'valid')
})
