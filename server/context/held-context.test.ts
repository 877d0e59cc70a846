import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { bodyOf, codeOf, drawInvoiceId, openBilling, visit } from '../invoice/test-billing.ts'

const minute = 60_000

forEachEngine('a context in which an invoice is made', (open) => {
  /** A doctor who signs in at an hour of 21 November, ten in the morning in Greenwich and `afterMs`, and reads a card. */
  async function withClaire(afterMs = 0) {
    const all = await openBilling(open)
    all.pass(afterMs)
    const doctor = await all.seat()
    const claire = await all.phone('claire')
    const context = await doctor.read(await claire.frame())
    const heldIn = async ({ contextId }: { readonly contextId: string }) => {
      const rows = await all.database.db.select().from(all.database.tables.contexts)
      return rows.find((row) => row.contextId === contextId)?.heldAt
    }
    /** The card is presented again, within the same minute too: the same proof then. */
    const renew = async ({ contextId, token }: typeof context, frame: string) => {
      all.pass(1_000)
      const url = `/api/contexts/${contextId}/renewal`
      const renewed = (await doctor.browser.post(url, { token, frame })).json()
      expect(renewed.verdict).toBe('valid')
      return { contextId: renewed.context.contextId, token: renewed.context.token }
    }
    return { ...all, doctor, claire, context, heldIn, renew }
  }

  test('is not held by one that was refused', async () => {
    const { doctor, context, heldIn, phone } = await withClaire()
    const refused = [{ beneficiaryId: 'nobody' }, { lines: [{ ...visit, code: 'NONE' }] }]
    for (const change of refused) {
      const answer = await doctor.put(drawInvoiceId(), bodyOf(context, change))
      expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    }
    expect(await heldIn(context)).toBeNull()
    await doctor.read(await (await phone('ange')).frame())
    const late = await doctor.put(drawInvoiceId(), bodyOf(context))
    expect(codeOf(late)).toEqual([410, 'context-expired'])
  })

  test('stays held while another of before midnight is pending, and of after it', async () => {
    const { doctor, context, heldIn, pass } = await withClaire((12 * 60 + 50) * minute)
    const [before, after] = [drawInvoiceId(), drawInvoiceId()]
    await doctor.put(before, bodyOf(context))
    pass(20 * minute)
    await doctor.put(after, bodyOf(context))
    const days = await Promise.all(['2026-11-21', '2026-11-22'].map((day) => doctor.day(day)))
    expect(days.map(({ invoices }) => invoices.length)).toEqual([1, 1])
    const third = drawInvoiceId()
    await doctor.put(third, bodyOf(context))
    await doctor.validate(third, context)
    expect(await heldIn(context)).toBeInstanceOf(Date)
    await doctor.validate(before, context)
    expect(await heldIn(context)).toBeInstanceOf(Date)
    await doctor.validate(after, context)
    expect(await heldIn(context)).toBeNull()
  })

  test('is let go where one invoice is validated twice at once', async () => {
    const { doctor, context, heldIn } = await withClaire()
    const invoiceId = drawInvoiceId()
    await doctor.put(invoiceId, bodyOf(context))
    const answers = await Promise.all([1, 2].map(() => doctor.validate(invoiceId, context)))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200])
    expect(await heldIn(context)).toBeNull()
  })

  test('stays held in the one that renewed it, though the answer of the renewal was lost', async () => {
    const { doctor, context, heldIn, claire, renew, pass } = await withClaire()
    const [before, after] = [drawInvoiceId(), drawInvoiceId()]
    await doctor.put(before, bodyOf(context))
    pass(31 * minute)
    const frame = await claire.frame()
    await renew(context, frame)
    const renewed = await renew(context, frame)
    await doctor.put(after, bodyOf(renewed))
    await doctor.validate(after, renewed)
    expect(await heldIn(renewed)).toBeInstanceOf(Date)
    expect((await doctor.validate(before, renewed)).json().state).toBe('validated')
    expect(await heldIn(renewed)).toBeNull()
  })
})
