import { randomInt } from 'node:crypto'
import type { Page } from '@playwright/test'
import { headingAt, openCounter, pressAt, signIn, type CounterApp } from './world/counter-app.ts'
import { issuePhones, type IssuedPhone } from './world/issued-phones.ts'
import { readRows } from './world/rows.ts'
import { textsOf } from './world/texts.ts'
import { deskSize, expect, test } from './world/world.ts'

const most = 500
const people = ['claire', 'ange', 'theo', 'odile', 'samir', 'mael', 'lisandra', 'bernadette']

test('loses no reading and sends none twice, though the browser is killed among 500', async ({
  demo,
  open,
}) => {
  test.setTimeout(600_000)
  const phones = await issuePhones(demo, people)
  const first = await open({ viewport: deskSize })
  const counter = await openCounter(first.page, { hosts: demo.hosts })
  first.guards.expectOutage()
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
})

function markOf(personId: string, second: number): string {
  return `${personId} ${second}`
}

interface Shown {
  readonly personId: string
  readonly second: number
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
      return { frame: await phone.frameAt(at), shown: { personId: phone.personId, second: at } }
    },
  }
}

interface Day {
  next(): Promise<{ frame: string; shown: Shown } | undefined>
  tell(shown: Shown): void
}

/** Pastes one code after another into the page, each once the verdict of the one before was on the screen. */
async function readAll(page: Page, { next, tell }: Day): Promise<void> {
  const say = textsOf('counter', 'fr')
  await page.exposeFunction('etuiNext', next)
  await page.exposeFunction('etuiTell', tell)
  const titles = { valid: say('verdicts.valid.title').source, ready: say('ready.title').source }
  await page.evaluate(async ({ valid, ready }) => {
    // Put there by the two calls above.
    const { etuiNext, etuiTell } = globalThis as unknown as {
      etuiNext: Day['next']
      etuiTell: (shown: Shown) => Promise<void>
    }
    // What runs in the page sees nothing from outside this function.
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const shows = (title: string) =>
      new Promise<void>((resolve) => {
        const pattern = new RegExp(title)
        const look = () => {
          if (!pattern.test(document.querySelector('h1')?.textContent ?? '')) return
          observer.disconnect()
          resolve()
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, { subtree: true, childList: true, characterData: true })
        look()
      })
    for (let given = await etuiNext(); given; given = await etuiNext()) {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', given.frame)
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData }))
      await shows(valid)
      await etuiTell(given.shown)
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
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
