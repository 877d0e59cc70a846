import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { testKeys } from '../enrolment/test-keys.ts'
import type { InvoiceContent } from '../invoice/kept-invoice.ts'
import { summaryIdOf, summaryStore } from '../invoice/summary-store.ts'
import { historyStore, keptSince } from './history.ts'
import { letterItems, settleMs } from './letter-items.ts'
import { mostItems } from './told-since.ts'

const start = Date.parse('2026-11-21T10:00:00Z')

/** A visit of 30 euros, of which 2 are kept back. */
const shared = {
  totalCents: 3_000,
  obligatoryCents: 1_900,
  complementaryCents: 900,
  patientCents: 200,
  participationCents: 200,
  franchiseCents: 0,
}
const content: InvoiceContent = {
  familyName: 'AUBERTIN',
  givenNames: 'CLAIRE',
  professionCode: '10',
  organisation: 'Cabinet Brandt',
  readingId: 'the reading it was made at',
  counterName: 'Comptoir 1',
  cover: {
    isObligatoryOpen: true,
    isLocal: false,
    isSolidarity: false,
    isStateAid: false,
    isMaternity: false,
    hasComplementary: true,
    thirdParty: 'none',
    exemption: '0',
    age: 42,
  },
  lines: [{ kind: 'ngap', code: 'G', quantity: 1, unitCents: 3_000 }],
  shares: {
    ...shared,
    lines: [{ ...shared, because: [] }],
    now: { obligatoryCents: 0, complementaryCents: 0, patientCents: 3_000 },
    later: { obligatoryRefundCents: 1_900, complementaryRefundCents: 900, recoveredCents: 0 },
  },
}

forEachEngine('items of a letter', (open) => {
  async function world() {
    const { db, tables, ...database } = await open()
    await db.insert(tables.counters).values({
      professionalId: 'pro',
      counterId: 'c1',
      name: 'Comptoir 1',
      createdAt: new Date(start),
    })
    const read = async (
      secondsLater: number,
      personId = 'person',
      more: Partial<typeof tables.readings.$inferInsert> = {},
    ) => {
      const proofHash = randomBytes(32)
      const at = new Date(start + secondsLater * 1000)
      await db.insert(tables.readings).values({
        personId,
        proofHash,
        phoneId: 'phone',
        beneficiaryId: '0',
        counterId: 'c1',
        professionalId: 'pro',
        provedAt: at,
        readAt: at,
        recordedAt: at,
        unlockedBy: 1,
        frameType: 2,
        ...more,
      })
      return proofHash.toString('base64url')
    }
    const whole = { ...database, db, tables }
    const keys = await testKeys(() => new Date(start))
    const summaries = summaryStore(whole, keys)
    /** One invoice of 30 euros; `corrects` names the one it takes back. */
    const bill = async (secondsLater: number, corrects: string | null = null) => {
      const invoiceId = randomBytes(16).toString('base64url')
      const at = new Date(start + secondsLater * 1000)
      const told = { personId: 'person', beneficiaryId: '0', careDay: '2026-11-21', content }
      await summaries.add({ ...told, professionalId: 'pro', invoiceId, corrects }, at)
      return { invoiceId, id: summaryIdOf({ professionalId: 'pro', invoiceId }) }
    }
    const items = letterItems(whole, { keys, historyMonths: 24 })
    const since = (cursor: string, secondsLater: number, personId = 'person') =>
      items.since(personId, cursor, new Date(start + secondsLater * 1000))
    const report = async (readingId: string, secondsLater: number) => {
      const at = new Date(start + secondsLater * 1000)
      await db.insert(tables.readingReports).values({
        personId: 'person',
        proofHash: Buffer.from(readingId, 'base64url'),
        reportId: randomBytes(12).toString('base64url'),
        phoneId: 'phone',
        professionalId: 'pro',
        counterId: 'c1',
        readAt: at,
        reportedAt: at,
      })
    }
    return { read, report, bill, since, history: historyStore(whole) }
  }

  test('are one’s own readings, in order, once they are settled told once', async () => {
    const { read, since } = await world()
    const ids = [await read(0), await read(1), await read(1)]
    await read(0, 'somebody else')
    const first = await since('', 100)
    expect(first.items.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted())
    expect(first.items[0]).toEqual({
      id: ids[0],
      kind: 'reading',
      at: start,
      beneficiaryId: '0',
      counterName: 'Comptoir 1',
      professionCode: '',
      unlockedBy: 1,
    })
    expect((await since(first.cursor, 100)).items).toEqual([])
    const later = await read(200)
    const second = await since(first.cursor, 300)
    expect(second.items.map(({ id }) => id)).toEqual([later])
  })

  test('tell how a card was read, that another counter had just read it, and what its holder said', async () => {
    const { read, report, since } = await world()
    const plain = await read(0)
    const told = await read(1, 'person', { way: 'tap', isFlagged: true })
    await report(told, 60)
    const { items } = await since('', 100)
    expect(items[0]).not.toHaveProperty('way')
    expect(items.map(({ id }) => id)).toEqual([plain, told])
    expect(items[1]).toMatchObject({ way: 'tap', isFlagged: true, reportedAt: start + 60_000 })
  })

  test('that are still settling come again under the same id, and none is lost behind them', async () => {
    const { read, since } = await world()
    const quick = await read(100)
    const first = await since('', 100)
    expect(first.items.map(({ id }) => id)).toEqual([quick])
    // Read before, committed after.
    const slow = await read(99)
    const second = await since(first.cursor, 100 + settleMs / 1000)
    expect(second.items.map(({ id }) => id)).toEqual([slow, quick])
    expect((await since(second.cursor, 200)).items).toEqual([])
  })

  test('come in parts when there are many', async () => {
    const { read, since } = await world()
    for (let count = 0; count < mostItems + 5; count++) await read(count)
    const first = await since('', 10_000)
    const second = await since(first.cursor, 10_000)
    expect([first.items.length, second.items.length]).toEqual([mostItems, 5])
    expect([first.hasMore, second.hasMore]).toEqual([true, false])
  })

  test('come all to a new phone that asks until there is no more, readings and summaries', async () => {
    const { read, bill, since } = await world()
    const made = new Set<string>()
    // Two of each second: one of either kind.
    for (let count = 0; count < mostItems + 3; count++) {
      made.add(await read(count))
      made.add((await bill(count)).id)
    }
    const told: string[] = []
    let cursor = ''
    let letters = 0
    for (let hasMore = true; hasMore; letters++) {
      const next = await since(cursor, 10_000)
      told.push(...next.items.map(({ id }) => id))
      ;({ cursor, hasMore } = next)
    }
    expect([told.length, new Set(told), letters]).toEqual([made.size, made, 3])
    expect(await since(cursor, 10_000)).toEqual({ items: [], cursor, hasMore: false })
  })

  test('of one instant are told by parts without one lost, whatever their kind', async () => {
    const { read, bill, since } = await world()
    const made = new Set<string>()
    for (let count = 0; count < mostItems / 2 + 1; count++) {
      made.add(await read(7))
      made.add((await bill(7)).id)
    }
    const first = await since('', 10_000)
    const second = await since(first.cursor, 10_000)
    expect([first.items.length, second.items.length]).toEqual([mostItems, 2])
    expect(new Set([...first.items, ...second.items].map(({ id }) => id))).toEqual(made)
  })

  test('tell of an invoice and of the one that takes it back, opened', async () => {
    const { bill, since } = await world()
    const one = await bill(0)
    const other = await bill(1, one.invoiceId)
    expect((await since('', 100)).items).toEqual([
      {
        id: one.id,
        kind: 'summary',
        at: start,
        careDay: '2026-11-21',
        beneficiaryId: '0',
        counterName: 'Comptoir 1',
        organisation: 'Cabinet Brandt',
        professionCode: '10',
        lines: content.lines,
        shares: content.shares,
        readingId: content.readingId,
      },
      expect.objectContaining({ id: other.id, corrects: one.id }),
    ])
  })

  test('older than 24 months are not told, and are forgotten by a chore', async () => {
    const { read, bill, since, history } = await world()
    const day = 86_400
    await read(0)
    await bill(0)
    const [kept, alsoKept] = [await read(60 * day), (await bill(60 * day)).id]
    const later = 740 * day
    const idsThen = async () => (await since('', later)).items.map(({ id }) => id).toSorted()
    expect(await idsThen()).toEqual([kept, alsoKept].toSorted())
    const before = keptSince(24, new Date(start + later * 1000))
    expect([await history.purgeReadings(before), await history.purgeSummaries(before)]).toEqual([
      1, 1,
    ])
    expect([await history.purgeReadings(before), await history.purgeSummaries(before)]).toEqual([
      0, 0,
    ])
    expect(await idsThen()).toEqual([kept, alsoKept].toSorted())
  })

  test('are each one’s own, by their own cursor and limit, when many ask at once', async () => {
    const { read, since } = await world()
    for (let count = 0; count < mostItems + 1; count++) await read(count, 'often')
    const [first, second] = [await read(0, 'seldom'), await read(5, 'seldom')]
    const { cursor } = await since('', 20, 'seldom')
    expect(cursor).toBe(`${start + 5_000}.${second}`)
    const third = await read(9, 'seldom')
    const asked = [
      since('', 10_000, 'often'),
      since('', 10_000, 'never'),
      since('', 10_000, 'seldom'),
      since(cursor, 10_000, 'seldom'),
    ]
    const [often, never, all, last] = (await Promise.all(asked)).map(({ items }) =>
      items.map(({ id }) => id),
    )
    expect([often?.length, never, all, last]).toEqual([
      mostItems,
      [],
      [first, second, third],
      [third],
    ])
  })

  test.each([
    'not ours',
    `${start + 1_001_000}.${'A'.repeat(43)}`,
    `999999999999999.${'A'.repeat(43)}`,
    `8640000000000001.${'A'.repeat(43)}`,
  ])('begin at the beginning for a cursor we did not make: %s', async (cursor) => {
    const { read, since } = await world()
    expect(await since(cursor, 1_000)).toEqual({ items: [], cursor: '', hasMore: false })
    const id = await read(999)
    const told = await since(cursor, 1_000)
    expect([told.items.map((item) => item.id), told.cursor]).toEqual([[id], ''])
  })
})
