import { blockStore } from '@etui/server/block/block-store.ts'
import {
  expectVerdict,
  headingAt,
  nextPatient,
  openCounter,
  pasteDigits,
  pressAt,
  signIn,
  type CounterApp,
} from './world/counter-app.ts'
import { expectAccessible } from './world/axe.ts'
import { engines } from './world/engines.ts'
import { issuePhones } from './world/issued-phones.ts'
import { startPostgres } from './world/postgres.ts'
import { reach } from './world/reach.ts'
import { readRows } from './world/rows.ts'
import { deskSize, expect, phoneSize, test } from './world/world.ts'

const now = () => Math.floor(Date.now() / 1000)

test('goes through a day on which the network is lost twice, and settles by itself', async ({
  demo,
  open,
}) => {
  test.setTimeout(240_000)
  const phones = await issuePhones(demo, ['claire', 'ange', 'theo', 'odile'])
  const [claire, ange, theo, odile] = phones
  if (!claire || !ange || !theo || !odile) throw new TypeError('four phones were asked for')
  const there = await open({ viewport: deskSize })
  const sister = await openCounter(there.page, { hosts: demo.hosts, name: 'Comptoir 1' })
  const desk = await open({ viewport: deskSize })
  const { page, guards } = desk
  const counter = await openCounter(page, { hosts: demo.hosts, name: 'Comptoir 2' })
  guards.expectOutage()
  there.guards.expectOutage()

  // One code at two counters: the other reads it first, and this one cannot know.
  const shared = await theo.frameAt(now())
  await pasteDigits(sister, shared)
  await expectVerdict(sister, 'valid', 'online')
  await demo.kill()
  await read(counter, await claire.frameAt(now()))
  await read(counter, shared)
  await openJournal(counter)
  await expect(page.getByText(counter.say('journal.state.waiting'))).toHaveCount(2)
  await expectAccessible(page, 'journal, to be sent')
  await page.keyboard.press('Escape')

  await demo.start()
  await renew(counter)
  await expect(page.getByText(counter.say('journal.attention'))).toBeVisible()
  await openJournal(counter)
  await expect(page.getByText(counter.say('journal.state.accepted'))).toBeVisible()
  await expect(page.getByRole('heading', { level: 3 })).toHaveText(/LAFITTE/)
  await expectAccessible(page, 'journal, to be looked at')
  await page.setViewportSize(phoneSize)
  await expectAccessible(page, 'journal, on a phone')
  await page.setViewportSize(deskSize)

  // The network goes again: this time a card is blocked meanwhile, and an answer of the server is lost on its way.
  await page.keyboard.press('Escape')
  await page.route('**/api/readings', (route) => route.abort('connectionreset'))
  await readRows(demo, ({ database }) => {
    const { personId, phoneId } = ange
    const at = new Date()
    return blockStore(database).suspend({ personId, phoneId, reason: 'lost', at })
  })
  await read(counter, await ange.frameAt(now()))
  await read(counter, await odile.frameAt(now()))
  let lost = 0
  await page.route('**/api/journal', async (route) => {
    const request = route.request()
    const [headers, body] = [await request.allHeaders(), request.postData() ?? '']
    // The server has done it; the counter is not told.
    if ((await reach(request.url(), { method: 'POST', headers, body })).ok) lost += 1
    await route.abort('connectionreset')
  })
  await renew(counter)
  await expect.poll(() => lost).toBe(1)
  await page.unroute('**/api/journal')
  await page.unroute('**/api/readings')
  await page.reload()
  await expect(headingAt(counter, 'ready.title')).toBeVisible()
  await renew(counter)
  await openJournal(counter)
  await expect(page.getByRole('heading', { level: 3 })).toHaveText([/SANTONI/, /LAFITTE/])
  await expect(page.getByText(counter.say('journal.state.accepted'))).toHaveCount(2)

  // Ticked off by keyboard, one after the other; it stays so through a reload.
  for (const left of [1, 0]) {
    const seen = page.getByRole('button', { name: /^C’est vu/ }).first()
    await seen.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 3 })).toHaveCount(left)
  }
  await page.reload()
  await expect(headingAt(counter, 'ready.title')).toBeVisible()
  await expect(page.getByRole('button', { name: counter.say('journal.empty') })).toBeVisible()

  const readings = await readingsOf(demo)
  expect(readings.map(({ personId }) => personId).toSorted()).toEqual(
    [claire, theo, odile].map(({ personId }) => personId).toSorted(),
  )
  expect(readings.filter(({ isOffline }) => isOffline)).toHaveLength(2)
})

test('keeps what one professional read for their own sign-in, whoever comes between', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const [claire] = await issuePhones(demo, ['claire'])
  if (!claire) throw new TypeError('one phone was asked for')
  const { page, guards } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  guards.expectOutage()
  await demo.kill()
  await read(counter, await claire.frameAt(now()))
  await leave(counter)
  const waits = page.getByText(/1 entrée de Bastien OUEDRAOGO attend sa connexion/)
  await expect(waits).toBeVisible()
  await expectAccessible(page, 'the door, where a journal waits')
  await demo.start()
  await page.reload()
  await signIn(counter, 'dr-morvan')
  await expect(headingAt(counter, 'ready.title')).toBeVisible()
  await renew(counter)
  await openJournal(counter)
  await expect(page.getByText(counter.say('journal.none'))).toBeVisible()
  await expect(waits).toBeVisible()
  await expect(page.getByText('AUBERTIN')).toBeHidden()
  expect(await readingsOf(demo)).toEqual([])
  await leave(counter)
  await signIn(counter, 'pharmacie-du-lavoir')
  await expect(headingAt(counter, 'ready.title')).toBeVisible()
  await renew(counter)
  await openJournal(counter)
  await expect(page.getByText(counter.say('journal.state.accepted'))).toBeVisible()
  expect(await readingsOf(demo)).toHaveLength(1)
})

for (const engine of engines) {
  test.describe(`on ${engine}`, () => {
    test.use({
      // oxlint-disable-next-line no-empty-pattern -- the runner reads there which fixtures are asked for
      demoOptions: async ({}, use) => {
        const postgres = engine === 'postgres' ? await startPostgres() : undefined
        await use(postgres ? { databaseUrl: postgres.databaseUrl } : {})
        await postgres?.stop()
      },
    })

    test('of two counters that read one code at the same moment, one takes it and the other is told', async ({
      demo,
      open,
    }) => {
      test.setTimeout(120_000)
      const [claire] = await issuePhones(demo, ['claire'])
      if (!claire) throw new TypeError('one phone was asked for')
      const counters = await Promise.all(
        ['Comptoir 1', 'Comptoir 2'].map(async (name) => {
          const { page } = await open({ viewport: deskSize })
          return openCounter(page, { hosts: demo.hosts, name })
        }),
      )
      const start = now()
      for (const round of [1, 2, 3]) {
        const together = meeting(counters.length)
        for (const { page } of counters) {
          await page.route('**/api/readings', async (route) => {
            await together()
            await route.continue()
          })
        }
        const code = await claire.frameAt(start + round)
        await Promise.all(counters.map((counter) => pasteDigits(counter, code)))
        expect((await Promise.all(counters.map(verdictOf))).toSorted()).toEqual([
          'replayed',
          'valid',
        ])
        for (const { page } of counters) await page.unroute('**/api/readings')
        expect(await readingsOf(demo)).toHaveLength(round)
      }
    })
  })
}

/** Lets so many go on at once, when the last of them has come. */
function meeting(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let here = 0
  return () => {
    here += 1
    if (here === count) resolve()
    return promise
  }
}

async function verdictOf({ page, say }: CounterApp): Promise<'valid' | 'replayed'> {
  const valid = page.getByText(say('verdicts.valid.title')).first()
  const replayed = page.getByText(say('verdicts.replayed.title')).first()
  await expect(valid.or(replayed)).toBeVisible({ timeout: 20_000 })
  return (await valid.isVisible()) ? 'valid' : 'replayed'
}

/** Read without network, and the next patient called. */
async function read(counter: CounterApp, digits: string): Promise<void> {
  await pasteDigits(counter, digits)
  await expectVerdict(counter, 'valid', 'offline')
  await nextPatient(counter)
}

async function openJournal(counter: CounterApp): Promise<void> {
  await counter.page.keyboard.press('F8')
  await expect(headingAt(counter, 'journal.title')).toBeVisible()
}

/** Until the renewal that was asked for is over, and the journal it sends. */
async function renew(counter: CounterApp): Promise<void> {
  const { page } = counter
  const renewed = page.waitForResponse('**/s/all')
  await pressAt(counter, 'lists.renew')
  await renewed
}

async function leave(counter: CounterApp): Promise<void> {
  await counter.page.keyboard.press('F10')
  await counter.page
    .getByRole('dialog')
    .getByRole('button', { name: counter.say('leaving.leave') })
    .click()
  await expect(headingAt(counter, 'door.title')).toBeVisible()
}

function readingsOf(demo: Parameters<typeof readRows>[0]) {
  return readRows(demo, ({ database: { db, tables } }) => db.select().from(tables.readings))
}
