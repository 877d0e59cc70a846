import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { summaryIdOf } from './summary-store.ts'
import { bodyOf, codeOf, drawInvoiceId, openBilling } from './test-billing.ts'

forEachEngine('a correction', (open) => {
  async function billed() {
    const all = await openBilling(open)
    const doctor = await all.seat()
    const context = await doctor.read(await (await all.phone('claire')).frame())
    const invoice = await doctor.bill(bodyOf(context))
    all.pass(1_000)
    return { ...all, doctor, context, invoice }
  }

  test('turns every amount, leaves the first where it stands, and tells the holder', async () => {
    const { doctor, invoice, database, keys } = await billed()
    const correctionId = drawInvoiceId()
    const answer = await doctor.correct(invoice.invoiceId, correctionId)
    expect(answer.json()).toMatchObject({
      invoiceId: correctionId,
      state: 'validated',
      securityMode: 3,
      corrects: invoice.invoiceId,
      lines: [{ code: 'G', quantity: 1, unitCents: -3_000 }],
      shares: { totalCents: -3_000, obligatoryCents: -1_900, participationCents: -200 },
    })
    expect(await doctor.day()).toMatchObject({
      invoices: [
        { invoiceId: invoice.invoiceId, state: 'validated', correctedBy: correctionId },
        { invoiceId: correctionId, corrects: invoice.invoiceId },
      ],
      totals: { count: 2, totalCents: 0, patientCents: 0 },
    })
    const summaries = await database.db.select().from(database.tables.summaries)
    const told = summaries.map(({ personId, summaryId, sealedContent }) =>
      JSON.parse(keys.openColumn('summaries.content', `${personId}/${summaryId}`, sealedContent)),
    )
    const undoing = told.find(({ corrects }) => corrects !== undefined)
    const [row] = await database.db.select().from(database.tables.invoices)
    const professionalId = row?.professionalId ?? ''
    expect(undoing).toMatchObject({
      corrects: summaryIdOf({ professionalId, invoiceId: invoice.invoiceId }),
      shares: { totalCents: -3_000 },
    })
    expect(summaries).toHaveLength(2)
  })

  test('is the same when it is sent again, and is made once', async () => {
    const { doctor, invoice, context } = await billed()
    const correctionId = drawInvoiceId()
    const first = (await doctor.correct(invoice.invoiceId, correctionId)).json()
    expect((await doctor.correct(invoice.invoiceId, correctionId)).json()).toEqual(first)
    const countered = [409, 'invoice-countered']
    expect(codeOf(await doctor.correct(invoice.invoiceId, drawInvoiceId()))).toEqual(countered)
    expect(codeOf(await doctor.correct(correctionId, drawInvoiceId()))).toEqual(countered)
    const other = await doctor.bill(bodyOf(context))
    const taken = await doctor.correct(other.invoiceId, invoice.invoiceId)
    expect(codeOf(taken)).toEqual([409, 'invoice-conflict'])
  })

  test('asked for by ten at once, is one; ten times the same, the same one', async () => {
    const { doctor, invoice, context, database } = await billed()
    const racing = await Promise.all(
      Array.from({ length: 10 }, () => doctor.correct(invoice.invoiceId, drawInvoiceId())),
    )
    const codes = racing.map(({ statusCode }) => statusCode).toSorted()
    expect(codes).toEqual([200, ...Array(9).fill(409)])
    const other = await doctor.bill(bodyOf(context))
    const correctionId = drawInvoiceId()
    const same = await Promise.all(
      Array.from({ length: 10 }, () => doctor.correct(other.invoiceId, correctionId)),
    )
    for (const answer of same) expect(answer.json()).toEqual(same[0]?.json())
    expect(await database.db.select().from(database.tables.invoices)).toHaveLength(4)
    expect(await database.db.select().from(database.tables.summaries)).toHaveLength(4)
  })

  test('is none of an invoice still being written', async () => {
    const { doctor, context } = await billed()
    const invoiceId = drawInvoiceId()
    await doctor.put(invoiceId, bodyOf(context))
    const answer = await doctor.correct(invoiceId, drawInvoiceId())
    expect(codeOf(answer)).toEqual([409, 'invoice-state'])
  })
})
