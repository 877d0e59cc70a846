import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { ceilingStore } from './ceiling-store.ts'
import { firstKeptDay } from './kept-years.ts'
import { bodyOf, box, codeOf, drawInvoiceId, openBilling, visit } from './test-billing.ts'

const minute = 60_000

forEachEngine('ceilings', (open) => {
  test('of a day hold for forty invoices validated at once', async () => {
    const { seat, phone, database } = await openBilling(open)
    const doctor = await seat()
    const context = await doctor.read(await (await phone('claire')).frame())
    const ids = Array.from({ length: 40 }, drawInvoiceId)
    for (const id of ids) expect((await doctor.put(id, bodyOf(context))).statusCode).toBe(200)
    const answers = await Promise.all(ids.map((id) => doctor.validate(id, context)))
    const kept = answers.map((answer) => answer.json().shares.participationCents)
    expect(kept.toSorted((a, b) => b - a)).toEqual([200, 200, ...Array(38).fill(0)])
    expect(await rows(database)).toEqual({
      '0 2026 participation': 400,
      '0 2026-11-21 participation/': 400,
    })
  })

  test('of a year hold over forty days and two professionals at once, to the cent', async () => {
    const { seat, phone, database, pass } = await openBilling(open)
    const seats = [await seat(), await seat({ nationalId: '899700000029', professionCode: '21' })]
    const claire = await phone('claire')
    const asked = []
    for (const [which, one] of seats.entries()) {
      const context = await one.read(await claire.frame())
      pass(10_000)
      for (let n = 1; n <= 20; n += 1) {
        const careDay = `2026-09-${String(n).padStart(2, '0')}`
        // 2 euros a visit; boxes of a pharmacy count towards another ceiling: 9 euros each day.
        const lines = which === 0 ? [{ ...visit, quantity: 2 }] : [{ ...box, quantity: 9 }]
        asked.push({ one, context, id: drawInvoiceId(), body: bodyOf(context, { careDay, lines }) })
      }
    }
    for (const { one, id, body } of asked) expect((await one.put(id, body)).statusCode).toBe(200)
    const answers = await Promise.all(
      asked.map(({ one, id, context }) => one.validate(id, context)),
    )
    const sum = (part: 'participationCents' | 'franchiseCents') =>
      answers.reduce((cents, answer) => cents + answer.json().shares[part], 0)
    expect([sum('participationCents'), sum('franchiseCents')]).toEqual([5_000, 5_000])
    const counted = await rows(database)
    expect([counted['0 2026 participation'], counted['0 2026 franchise']]).toEqual([5_000, 5_000])
    for (const answer of answers) {
      const { totalCents, obligatoryCents, complementaryCents, patientCents } = answer.json().shares
      expect(obligatoryCents + complementaryCents + patientCents).toBe(totalCents)
    }
  })

  test('are each beneficiary’s own, and given back by a correction', async () => {
    const { seat, phone, database } = await openBilling(open)
    const pharmacy = await seat({ nationalId: '899700000029', professionCode: '21' })
    const context = await pharmacy.read(await (await phone('samir')).frame())
    const his = await pharmacy.bill(bodyOf(context, { lines: [box] }))
    await pharmacy.bill(bodyOf(context, { lines: [box], beneficiaryId: '1' }))
    expect(await rows(database)).toEqual({ '0 2026 franchise': 200, '1 2026 franchise': 200 })
    await pharmacy.correct(his.invoiceId, drawInvoiceId())
    expect(await rows(database)).toEqual({ '0 2026 franchise': 0, '1 2026 franchise': 200 })
  })
})

forEachEngine('ceilings of years that are over', (open) => {
  test('are forgotten a few at once, and an invoice of then is still taken back', async () => {
    const { seat, phone, database, pass, clock } = await openBilling(open)
    const doctor = await seat()
    const context = await doctor.read(await (await phone('claire')).frame())
    const old = await doctor.bill(bodyOf(context, { careDay: '2024-01-02' }))
    await doctor.bill(bodyOf(context, { careDay: '2025-12-31' }))
    const forgotten = await doctor.put(drawInvoiceId(), bodyOf(context, { careDay: '2023-12-31' }))
    expect(forgotten.statusCode).toBe(400)
    const spans = async () => Object.keys(await rows(database)).map((key) => key.split(' ')[1])
    const ceilings = ceilingStore(database)
    expect(await ceilings.purge(firstKeptDay(clock()), 10)).toBe(0)
    expect(await spans()).toContain('2024')
    // In the January after next year's end, two years ago is 2025.
    const day = 24 * 60 * minute
    expect(firstKeptDay(new Date(clock().getTime() + 45 * day))).toBe('2025-01-01')
    expect(await ceilings.purge('2025-01-01', 1)).toBe(1)
    expect(await ceilings.purge('2025-01-01', 10)).toBe(1)
    expect((await spans()).toSorted()).toEqual(['2025', '2025-12-31'])
    pass(45 * day)
    const later = await seat()
    const taken = await later.correct(old.invoiceId, drawInvoiceId())
    expect([taken.statusCode, taken.json().corrects]).toEqual([200, old.invoiceId])
    expect((await spans()).toSorted()).toEqual(['2025', '2025-12-31'])
  })
})

forEachEngine('ceilings of an invoice that waits over the New Year', (open) => {
  test('are never begun again once they are forgotten: it is refused', async () => {
    const { seat, phone, database, pass, clock } = await openBilling(open)
    const doctor = await seat()
    const entry = {
      entryId: drawInvoiceId(),
      frame: await (await phone('claire')).frame(),
      readAt: clock().getTime(),
      verdict: 'valid',
    }
    const { counterId } = doctor
    await doctor.browser.post('/api/journal', { counterId, entries: [entry] })
    const body = (careDay: string) => bodyOf(undefined, { entryId: entry.entryId, careDay })
    await doctor.bill(body('2024-12-30'))
    const [old, kept] = [drawInvoiceId(), drawInvoiceId()]
    expect((await doctor.put(old, body('2024-12-31'))).json().state).toBe('pending')
    expect((await doctor.put(kept, body('2025-01-01'))).json().state).toBe('pending')
    pass(45 * 24 * 60 * minute)
    await ceilingStore(database).purge(firstKeptDay(clock()), 10)
    const later = await seat()
    expect(codeOf(await later.validate(old))).toEqual([400, 'care-day'])
    expect((await later.validate(kept)).json().state).toBe('validated')
    expect(Object.keys(await rows(database)).toSorted()).toEqual([
      '0 2025 participation',
      '0 2025-01-01 participation/',
    ])
  })
})

async function rows(database: Awaited<ReturnType<typeof openBilling>>['database']) {
  const { ceilings } = database.tables
  const all = await database.db.select().from(ceilings)
  return Object.fromEntries(
    all.map(({ beneficiaryId, span, kind, cents }) => [
      `${beneficiaryId} ${span} ${kind.replace(/\/.*/, '/')}`,
      cents,
    ]),
  )
}
