import { expect, test } from 'vitest'
import type { Invoice } from '@etui/shared/wire/invoice.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { demonstrationInsurer } from '../insurer/demonstration-insurer.ts'
import type { Insurer } from '../insurer/insurer.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { bodyOf, codeOf, drawInvoiceId, openBilling } from './test-billing.ts'
import { transmissionOf } from './transmission.ts'
import { transmitInvoices } from './transmit-invoices.ts'

const minute = 60_000

forEachEngine('a payment', (open) => {
  /** An invoice whose payment the insurer rejects for as long as it is told to. */
  async function world() {
    const all = await openBilling(open)
    const { database, keys, clock, pass } = all
    const registry = demonstrationRegistry({ database, keys, clock })
    const real = demonstrationInsurer({ database, registry, clock })
    const submitted: string[] = []
    const asked = { payments: 0, isRejecting: true }
    const insurer: Insurer = {
      async submit(invoice) {
        submitted.push(invoice.invoiceId)
        return real.submit(invoice)
      },
      async payment(name) {
        asked.payments += 1
        return asked.isRejecting ? 'rejected' : real.payment(name)
      },
    }
    const transmit = async () => {
      pass(minute)
      return transmitInvoices(transmissionOf({ database, keys, insurer, clock }))
    }
    const doctor = await all.seat()
    const context = await doctor.read(await (await all.phone('claire')).frame())
    const { invoiceId } = await doctor.bill(bodyOf(context))
    const now = async (id = invoiceId): Promise<Invoice> =>
      (await doctor.browser.get(`/api/invoices/${id}`)).json()
    const resend = () => doctor.browser.post(`/api/invoices/${invoiceId}/resending`, {})
    // Accepted, then the payment is asked for.
    await transmit()
    expect((await now()).state).toBe('accepted')
    await transmit()
    return { ...all, doctor, invoiceId, transmit, now, resend, submitted, asked }
  }

  test('that was rejected is told with its reason, and waits for a person', async () => {
    const { now, transmit, asked, submitted, invoiceId, doctor } = await world()
    const rejected = await now()
    expect(rejected).toMatchObject({ state: 'payment-rejected', rejection: 'payment' })
    expect(rejected.paidAt).toBeUndefined()
    expect(await transmit()).toBe(0)
    expect(await now()).toEqual(rejected)
    expect(asked.payments).toBe(1)
    expect(submitted).toEqual([invoiceId])
    const { invoices } = await doctor.day()
    expect(invoices).toMatchObject([{ state: 'payment-rejected', rejection: 'payment' }])
  })

  test('that was rejected is asked for again as the invoice is sent again, and paid once', async () => {
    const { now, transmit, resend, asked, submitted, invoiceId, doctor, clock } = await world()
    const again = await Promise.all([resend(), resend(), resend()])
    for (const answer of again) expect(answer.json()).toMatchObject({ state: 'sent' })
    expect((await now()).rejection).toBeUndefined()
    asked.isRejecting = false
    expect(await transmit()).toBe(1)
    expect((await now()).state).toBe('accepted')
    expect(await transmit()).toBe(1)
    expect(await now()).toMatchObject({ state: 'paid', paidAt: clock().getTime() })
    expect((await resend()).json().state).toBe('paid')
    expect(await transmit()).toBe(0)
    expect(submitted).toEqual([invoiceId, invoiceId])
    expect((await doctor.day()).totals.count).toBe(1)
  })

  test('that was rejected again says so again', async () => {
    const { now, transmit, resend } = await world()
    await resend()
    await transmit()
    await transmit()
    expect(await now()).toMatchObject({ state: 'payment-rejected', rejection: 'payment' })
  })

  test('that was rejected may be settled by taking the invoice back, which is then not sent again', async () => {
    const { now, transmit, resend, doctor, invoiceId } = await world()
    const correctionId = drawInvoiceId()
    expect((await doctor.correct(invoiceId, correctionId)).statusCode).toBe(200)
    await transmit()
    expect(await now(correctionId)).toMatchObject({ state: 'accepted', corrects: invoiceId })
    expect(codeOf(await resend())).toEqual([409, 'invoice-countered'])
    expect(await now()).toMatchObject({ state: 'payment-rejected', correctedBy: correctionId })
  })
})
