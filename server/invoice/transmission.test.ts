import { expect, test } from 'vitest'
import type { Invoice } from '@etui/shared/wire/invoice.ts'
import { choresOf } from '../chores.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { production } from '../http/test-world.ts'
import { demonstrationInsurer } from '../insurer/demonstration-insurer.ts'
import { insurerOf } from '../insurer/insurer-of.ts'
import type { Insurer } from '../insurer/insurer.ts'
import { letterItems } from '../phone/letter-items.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { SettingsProblem } from '../settings/decide-value.ts'
import { bodyOf, drawInvoiceId, openBilling } from './test-billing.ts'
import { transmissionOf } from './transmission.ts'
import { transmitInvoices } from './transmit-invoices.ts'

const minute = 60_000

forEachEngine('transmission', (open) => {
  async function world() {
    const all = await openBilling(open)
    const { database, keys, clock } = all
    const doctor = await all.seat()
    const registry = demonstrationRegistry({ database, keys, clock })
    const submitted: string[] = []
    const real = demonstrationInsurer({ database, registry, clock })
    const insurer: Insurer = {
      ...real,
      async submit(invoice) {
        submitted.push(invoice.invoiceId)
        return real.submit(invoice)
      },
    }
    const needs = transmissionOf({ database, keys, insurer, clock })
    const bill = async (registryId = 'claire') => {
      const context = await doctor.read(await (await all.phone(registryId)).frame())
      return doctor.bill(bodyOf(context))
    }
    const now = async ({ invoiceId }: Invoice): Promise<Invoice> =>
      (await doctor.browser.get(`/api/invoices/${invoiceId}`)).json()
    const intakes = () => database.db.select().from(database.tables.demonstrationIntakes)
    return { ...all, doctor, needs, submitted, bill, now, intakes }
  }

  test('sends what is validated, hears that it is accepted, then that it is paid', async () => {
    const { needs, bill, now, pass, clock, doctor, submitted } = await world()
    const invoice = await bill()
    expect(await transmitInvoices(needs)).toBe(1)
    const at = clock().getTime()
    expect(await now(invoice)).toMatchObject({ state: 'accepted', sentAt: at, answeredAt: at })
    expect(await transmitInvoices(needs)).toBe(0)
    pass(minute)
    expect(await transmitInvoices(needs)).toBe(1)
    expect(await now(invoice)).toMatchObject({ state: 'paid', paidAt: clock().getTime() })
    pass(60 * minute)
    expect(await transmitInvoices(needs)).toBe(0)
    expect(submitted).toEqual([invoice.invoiceId])
    expect((await doctor.day()).totals.count).toBe(1)
  })

  test('hears that rights are closed, and tells nothing of what takes that invoice back', async () => {
    const { needs, doctor, phone, now, pass, database, submitted } = await world()
    const context = await doctor.read(await (await phone('claire')).frame())
    const invoice = await doctor.bill(bodyOf(context, { thirdParty: 'full' }))
    expect(invoice.shares.now.obligatoryCents).toBe(2_100)
    // The rights of that day were a mistake.
    await database.db.update(database.tables.registryBeneficiaries).set({ coverage: 0 })
    await transmitInvoices(needs)
    const closed = { state: 'rejected', rejection: 'rights-closed' }
    expect(await now(invoice)).toMatchObject(closed)
    const correction = (await doctor.correct(invoice.invoiceId, drawInvoiceId())).json<Invoice>()
    for (let n = 0; n < 3; n += 1) {
      pass(2 * minute)
      await transmitInvoices(needs)
    }
    // Neither is paid: of what the insurer never took there is nothing to give back, however often it is asked for.
    await doctor.browser.post(`/api/invoices/${correction.invoiceId}/resending`, {})
    expect(await now(correction)).toMatchObject(closed)
    expect(submitted).toEqual([invoice.invoiceId])
    expect((await doctor.day()).totals).toMatchObject({ count: 2, obligatoryCents: 0 })
  })

  test('that was rejected is told to its holder, and that it was accepted after all', async () => {
    const { needs, doctor, bill, now, pass, clock, database, keys } = await world()
    const items = letterItems(database, { keys, historyMonths: 24 })
    let cursor = ''
    const hear = async () => {
      const [person] = await database.db.select().from(database.tables.summaries)
      // What lies this near comes again.
      pass(minute)
      const told = await items.since(person?.personId ?? '', cursor, clock())
      cursor = told.cursor
      return told.items.filter(({ kind }) => kind === 'summary')
    }
    const invoice = await bill('yanis')
    const [first] = await hear()
    expect(first).not.toHaveProperty('answer')
    await transmitInvoices(needs)
    expect(await hear()).toEqual([{ ...first, answer: 'rejected' }])
    const rights = { rightsTo: null, coverage: 29 }
    await database.db.update(database.tables.registryBeneficiaries).set(rights)
    await doctor.browser.post(`/api/invoices/${invoice.invoiceId}/resending`, {})
    await transmitInvoices(needs)
    expect(await hear()).toEqual([{ ...first, answer: 'accepted' }])
    // Of what is accepted at once nothing is told a second time.
    const other = await bill('ange')
    const kept = () => database.db.select().from(database.tables.summaries)
    const before = await kept()
    await transmitInvoices(needs)
    expect((await now(other)).state).toBe('accepted')
    expect(await kept()).toEqual(before)
  })

  test('tells what takes an accepted invoice back, whatever became of the rights', async () => {
    const { needs, bill, now, doctor, database } = await world()
    const invoice = await bill()
    await transmitInvoices(needs)
    await database.db.update(database.tables.registryBeneficiaries).set({ coverage: 0 })
    const correction = (await doctor.correct(invoice.invoiceId, drawInvoiceId())).json<Invoice>()
    await transmitInvoices(needs)
    expect((await now(correction)).state).toBe('accepted')
  })

  test('is judged by the day of care, not by the hour it arrives at', async () => {
    const { needs, bill, now, database, clock } = await world()
    const invoice = await bill()
    const { registryBeneficiaries } = database.tables
    const closeAt = (instant: Date) =>
      database.db.update(registryBeneficiaries).set({ rightsTo: instant })
    await closeAt(clock())
    await transmitInvoices(needs)
    expect((await now(invoice)).state).toBe('accepted')
    const late = await bill('ange')
    await closeAt(new Date(clock().getTime() - 24 * 60 * minute))
    await transmitInvoices(needs)
    expect((await now(late)).state).toBe('rejected')
  })

  test('is asked for again by a person once what it was rejected for is over, and judged anew', async () => {
    const { needs, bill, now, doctor, pass, intakes, database } = await world()
    const invoice = await bill('yanis')
    await transmitInvoices(needs)
    const resend = () => doctor.browser.post(`/api/invoices/${invoice.invoiceId}/resending`, {})
    pass(minute)
    expect((await resend()).json()).toMatchObject({ state: 'sent' })
    await transmitInvoices(needs)
    expect(await now(invoice)).toMatchObject({ state: 'rejected', rejection: 'rights-closed' })
    const rights = { rightsTo: null, coverage: 29 }
    await database.db.update(database.tables.registryBeneficiaries).set(rights)
    pass(minute)
    const again = await Promise.all([resend(), resend(), resend()])
    for (const { statusCode } of again) expect(statusCode).toBe(200)
    await transmitInvoices(needs)
    expect(await now(invoice)).toMatchObject({ state: 'accepted' })
    expect((await now(invoice)).rejection).toBeUndefined()
    expect((await resend()).json().state).toBe('accepted')
    expect(await intakes()).toHaveLength(1)
    const pending = drawInvoiceId()
    const unknown = await doctor.browser.post(`/api/invoices/${pending}/resending`, {})
    expect(unknown.statusCode).toBe(404)
  })

  test('by a node that dies halfway is taken up by another, and reaches the insurer once', async () => {
    const { needs, bill, now, pass, intakes, submitted } = await world()
    const invoice = await bill()
    // The insurer has it, and nobody hears the answer.
    const dying: Insurer = {
      ...needs.insurer,
      async submit(asked) {
        await needs.insurer.submit(asked)
        throw new Error('the process died')
      },
    }
    const failures: string[] = []
    const onFailure = (invoiceId: string) => void failures.push(invoiceId)
    expect(await transmitInvoices({ ...needs, insurer: dying, onFailure })).toBe(0)
    expect(failures).toEqual([invoice.invoiceId])
    expect((await now(invoice)).state).toBe('sent')
    // While its claim may still live, nobody else touches it.
    expect(await transmitInvoices(needs)).toBe(0)
    pass(2 * minute)
    expect(await transmitInvoices(needs)).toBe(1)
    expect((await now(invoice)).state).toBe('accepted')
    expect(submitted).toHaveLength(2)
    expect(await intakes()).toHaveLength(1)
  })

  test('by two nodes at once carries each invoice once', async () => {
    const { needs, doctor, phone, submitted } = await world()
    const context = await doctor.read(await (await phone('claire')).frame())
    const billed = []
    for (let n = 0; n < 12; n += 1) billed.push(await doctor.bill(bodyOf(context)))
    const moved = await Promise.all([
      transmitInvoices(needs),
      transmitInvoices(needs),
      transmitInvoices(needs),
    ])
    // A node that meets others at every turn leaves what is left for its next turn.
    let sum = moved.reduce((all, each) => all + each)
    while (sum < 12) sum += await transmitInvoices(needs)
    expect(sum).toBe(12)
    expect(submitted.toSorted()).toEqual(billed.map(({ invoiceId }) => invoiceId).toSorted())
  })

  test('answers that come late, after another node took over, change nothing', async () => {
    const { needs, bill, now, pass } = await world()
    const invoice = await bill()
    const slow: Insurer = {
      ...needs.insurer,
      async submit() {
        pass(3 * minute)
        await transmitInvoices(needs)
        return { answer: 'rejected', reason: 'rights-closed' }
      },
    }
    expect(await transmitInvoices({ ...needs, insurer: slow })).toBe(0)
    expect((await now(invoice)).state).toBe('accepted')
  })

  test('never tells what takes an invoice back before that invoice', async () => {
    const { needs, bill, doctor, pass, submitted } = await world()
    const invoice = await bill()
    const failing: Insurer = {
      ...needs.insurer,
      submit: () => Promise.reject(new Error('out of reach')),
    }
    await transmitInvoices({ ...needs, insurer: failing })
    pass(minute)
    const correctionId = drawInvoiceId()
    await doctor.correct(invoice.invoiceId, correctionId)
    await transmitInvoices(needs)
    expect(submitted).toEqual([])
    for (let n = 0; n < 3; n += 1) {
      pass(2 * minute)
      await transmitInvoices(needs)
    }
    expect(submitted).toEqual([invoice.invoiceId, correctionId])
  })

  test('opens the equipment aid with the first invoice accepted, once, with the amount of its year', async () => {
    const { needs, bill, doctor, clock, seat } = await world()
    await bill('yanis')
    await transmitInvoices(needs)
    expect((await doctor.day()).equipmentAid).toBeNull()
    await bill()
    await bill('ange')
    await Promise.all([transmitInvoices(needs), transmitInvoices(needs)])
    const aid = { openedAt: clock().getTime(), cents: 14_000 }
    expect((await doctor.day()).equipmentAid).toEqual(aid)
    const other = await seat({ nationalId: '899700000029' })
    expect((await other.day()).equipmentAid).toBeNull()
  })

  test('is a chore of every node in the demonstration, and none that production starts with', async () => {
    const all = await world()
    const { bill, now, database, clock } = all
    const invoice = await bill()
    await choresOf(all)
      .find(({ name }) => name === 'transmit-invoices')
      ?.run()
    expect((await now(invoice)).state).toBe('accepted')
    const registry = { beneficiaries: async () => [] }
    expect(() => insurerOf(production, { database, registry, clock })).toThrow(SettingsProblem)
    expect(() => choresOf({ ...all, settings: production })).toThrow(SettingsProblem)
  })
})
