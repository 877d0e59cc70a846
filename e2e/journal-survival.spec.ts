import { randomInt } from 'node:crypto'
import type { Page } from '@playwright/test'
import {
  headingAt,
  openCounter,
  pressAt,
  reopenFromStore,
  signIn,
  type CounterApp,
} from './world/counter-app.ts'
import { issuePhones, type IssuedPhone } from './world/issued-phones.ts'
import { readRows } from './world/rows.ts'
import { textsOf } from './world/texts.ts'
import { deskSize, expect, test } from './world/world.ts'

const most = 500
/** Every so many patients, one is billed as well. */
const billedOneIn = 5
/** With the cover that these phones' cards tell: what is estimated here is what comes out. */
const people = ['claire', 'ange', 'odile', 'samir', 'bernadette', 'simone']

test('loses no reading nor invoice and sends none twice, though the browser is killed among 500', async ({
  demo,
  open,
}) => {
  test.setTimeout(600_000)
  const phones = await issuePhones(demo, people)
  const first = await open({ viewport: deskSize })
  const counter = await openCounter(first.page, { hosts: demo.hosts })
  first.guards.expectOutage()
  await reopenFromStore(counter)
  await demo.kill()

  const killedAfter = randomInt(50, most - 50)
  test.info().annotations.push({ type: 'killed after', description: String(killedAfter) })
  const day = makeDay(phones)
  let kill: Promise<void> | undefined
  const told: Shown[] = []
  await readAll(first.page, {
    next: () => day.next(),
    tell: (shown) => {
      told.push(shown)
      if (told.length === killedAfter) kill = first.kill()
    },
  }).catch((error: unknown) => {
    // The page ends with its browser, in the middle of whatever it was doing.
    if (!kill) throw error
  })
  await kill
  expect(told.length).toBeGreaterThanOrEqual(killedAfter)

  const second = await open({ viewport: deskSize, profile: first.profile })
  second.guards.expectOutage()
  await demo.start()
  const again: CounterApp = { ...counter, page: second.page }
  await second.page.goto(demo.hosts.counter)
  await takeSeat(again)
  await reopenFromStore(again)
  await demo.kill()
  await readAll(second.page, { next: () => day.next(), tell: (shown) => void told.push(shown) })
  await demo.start()
  await settle(again)

  const readings = await readRows(demo, ({ database: { db, tables } }) =>
    db.select().from(tables.readings),
  )
  const read = readings.map(({ personId, provedAt }) => markOf(personId, provedAt.getTime() / 1000))
  expect(new Set(read).size).toBe(read.length)
  const missing = told.filter(({ personId, second: at }) => !read.includes(markOf(personId, at)))
  expect(missing).toEqual([])
  // One may have been written down whose verdict nobody saw any more.
  expect(read.length - told.length).toBeLessThanOrEqual(1)
  expect(told.length).toBeGreaterThanOrEqual(most - 1)
  const entries = await readRows(demo, ({ database: { db, tables } }) =>
    db.select().from(tables.journalEntries),
  )
  expect(entries).toHaveLength(read.length)
  expect(entries.every(({ judgement }) => judgement === 'accepted')).toBe(true)

  const invoices = await readRows(demo, ({ database: { db, tables } }) =>
    db.select().from(tables.invoices),
  )
  const made = invoices
    .toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
    .map(({ totalCents }) => totalCents)
  const kept = told.flatMap(({ billedCents }) => billedCents ?? [])
  expect(kept.length).toBeGreaterThan(most / billedOneIn - 3)
  // Whoever was billed is known by the amount: each once, in the order in which they came.
  expect(made).toEqual(made.toSorted((one, other) => one - other))
  expect(new Set(made).size).toBe(made.length)
  expect(kept.filter((cents) => !made.includes(cents))).toEqual([])
  expect(made.length - kept.length).toBeLessThanOrEqual(1)
  const byEnd = invoices.toSorted(
    (one, other) => (one.validatedAt?.getTime() ?? 0) - (other.validatedAt?.getTime() ?? 0),
  )
  expect(byEnd.map(({ totalCents }) => totalCents)).toEqual(made)
  expect(
    invoices.every(({ securityMode, state }) => securityMode === 5 && state !== 'pending'),
  ).toBe(true)
})

function markOf(personId: string, second: number): string {
  return `${personId} ${second}`
}

interface Shown {
  readonly personId: string
  readonly second: number
  /** another amount for each who is billed */
  readonly billedCents?: number
}

/** The patients of a day: each code another, dated as a phone would that is at most a minute ahead. */
function makeDay(phones: readonly IssuedPhone[]) {
  const start = Math.floor(Date.now() / 1000)
  let count = 0
  return {
    async next(): Promise<{ frame: string; shown: Shown } | undefined> {
      const phone = phones[count % phones.length]
      if (!phone || count >= most) return undefined
      const at = start + Math.floor(count / phones.length)
      count += 1
      const billed = count % billedOneIn === 0 && { billedCents: 1_000 + count }
      const shown = { personId: phone.personId, second: at, ...billed }
      return { frame: await phone.frameAt(at), shown }
    },
  }
}

interface Day {
  next(): Promise<{ frame: string; shown: Shown } | undefined>
  tell(shown: Shown): void
}

/**
 * Pastes one code after another into the page, each once the verdict of the one before was on the screen; some are billed,
 * until the page says that the invoice is kept.
 */
async function readAll(page: Page, { next, tell }: Day): Promise<void> {
  const say = textsOf('counter', 'fr')
  await page.exposeFunction('etuiNext', next)
  await page.exposeFunction('etuiTell', tell)
  const titles = {
    valid: say('verdicts.valid.title').source,
    ready: say('ready.title').source,
    kept: say('bill.kept').source,
  }
  await page.evaluate(async ({ valid, ready, kept }) => {
    // Put there by the two calls above.
    const { etuiNext, etuiTell } = globalThis as unknown as {
      etuiNext: Day['next']
      etuiTell: (shown: Shown) => Promise<void>
    }
    // What runs in the page sees nothing from outside this function.
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const until = <V>(found: () => V | null | undefined | false) =>
      new Promise<V>((resolve) => {
        const look = () => {
          const it = found()
          if (!it) return
          observer.disconnect()
          resolve(it)
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, { subtree: true, childList: true, characterData: true })
        look()
      })
    const shows = (title: string, tag = 'h1') =>
      until(() =>
        [...document.querySelectorAll(tag)].some((each) =>
          new RegExp(title).test(each.textContent ?? ''),
        ),
      )
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const press = (key: string) => document.dispatchEvent(new KeyboardEvent('keydown', { key }))
    const fill = async (field: string, text: string) => {
      const input = await until(() => document.querySelector<HTMLInputElement>(`[name=${field}]`))
      input.value = text
      input.dispatchEvent(new Event('input', { bubbles: true }))
      return input
    }
    const bill = async (cents: number) => {
      await fill('code', '3400935955838')
      const price = await fill('price', (cents / 100).toFixed(2).replace('.', ','))
      price.form?.requestSubmit()
      await until(() => document.querySelector('.bill tbody tr'))
      press('F9')
      await shows(kept, 'h2')
    }
    for (let given = await etuiNext(); given; given = await etuiNext()) {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', given.frame)
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData }))
      await shows(valid)
      if (given.shown.billedCents !== undefined) await bill(given.shown.billedCents)
      await etuiTell(given.shown)
      press('Escape')
      await shows(ready)
    }
  }, titles)
}

/** A browser killed within half a minute may not have written its cookie yet: then the same professional signs in again. */
async function takeSeat(counter: CounterApp): Promise<void> {
  const ready = headingAt(counter, 'ready.title')
  const door = headingAt(counter, 'door.title')
  await expect(ready.or(door)).toBeVisible({ timeout: 30_000 })
  if (await door.isVisible()) await signIn(counter, 'pharmacie-du-lavoir')
  await expect(ready).toBeVisible({ timeout: 30_000 })
}

/** Until the journal says that it is empty: it goes by itself after a renewal. */
async function settle(counter: CounterApp): Promise<void> {
  await expect(async () => {
    await pressAt(counter, 'lists.renew')
    const empty = counter.page.getByRole('button', { name: counter.say('journal.empty') })
    await expect(empty).toBeVisible()
  }).toPass({ timeout: 120_000 })
}
