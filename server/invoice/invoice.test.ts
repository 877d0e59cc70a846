import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Invoice } from '@etui/shared/wire/invoice.ts'
import { blockStore } from '../block/block-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { bodyOf, box, codeOf, drawInvoiceId, openBilling, today, visit } from './test-billing.ts'

const minute = 60_000

forEachEngine('an invoice', (open) => {
  async function withClaire() {
    const all = await openBilling(open)
    const doctor = await all.seat()
    const claire = await all.phone('claire')
    const context = await doctor.read(await claire.frame())
    return { ...all, doctor, claire, context }
  }

  test('is made, validated, listed with its totals, and its holder is told', async () => {
    const { doctor, context, claire, database, clock, keys } = await withClaire()
    const invoiceId = drawInvoiceId()
    const made = await doctor.put(invoiceId, bodyOf(context, { thirdParty: 'full' }))
    expect(made.json<Invoice>()).toMatchObject({
      invoiceId,
      state: 'pending',
      securityMode: 3,
      familyName: 'AUBERTIN',
      givenNames: 'CLAIRE',
      shares: {
        obligatoryCents: 1_900,
        complementaryCents: 900,
        participationCents: 200,
        now: { patientCents: 0, obligatoryCents: 2_100 },
        later: { recoveredCents: 200 },
      },
    })
    expect((await doctor.day()).totals.count).toBe(0)
    const validated = await doctor.validate(invoiceId, context)
    expect(validated.json()).toMatchObject({
      state: 'validated',
      validatedAt: clock().getTime(),
    })
    expect(await doctor.day()).toMatchObject({
      invoices: [{ invoiceId, state: 'validated' }],
      totals: {
        count: 1,
        totalCents: 3_000,
        obligatoryCents: 2_100,
        complementaryCents: 900,
        patientCents: 0,
      },
      isWhole: true,
      equipmentAid: null,
    })
    const [summary, ...others] = await database.db.select().from(database.tables.summaries)
    expect(others).toEqual([])
    if (!summary) return expect.fail('there is one')
    const { personId, summaryId, sealedContent } = summary
    expect(summary).toMatchObject({
      personId: claire.personId,
      careDay: today,
      recordedAt: clock(),
    })
    const told = keys.openColumn('summaries.content', `${personId}/${summaryId}`, sealedContent)
    expect(JSON.parse(told)).toMatchObject({
      counterName: 'Cabinet',
      professionCode: '10',
      lines: [visit],
      shares: { totalCents: 3_000, patientCents: 200 },
    })
  })

  test('is the same however often it is sent, and another content is refused', async () => {
    const { doctor, context, database } = await withClaire()
    const invoiceId = drawInvoiceId()
    const first = (await doctor.put(invoiceId, bodyOf(context))).json()
    expect((await doctor.put(invoiceId, bodyOf(context))).json()).toEqual(first)
    for (const other of [
      { lines: [{ ...visit, unitCents: 3_001 }] },
      { careDay: '2026-11-20' },
      { beneficiaryId: '1' },
      { thirdParty: 'obligatory' as const },
    ]) {
      const answer = await doctor.put(invoiceId, bodyOf(context, other))
      expect(codeOf(answer)).toEqual([409, 'invoice-conflict'])
    }
    const validated = (await doctor.validate(invoiceId, context)).json()
    expect((await doctor.put(invoiceId, bodyOf(context))).json()).toEqual(validated)
    expect((await doctor.validate(invoiceId, context)).json()).toEqual(validated)
    expect(await database.db.select().from(database.tables.invoices)).toHaveLength(1)
  })

  test('bears whoever works at the counter, and takes nobody’s word for it', async () => {
    const { doctor, context } = await withClaire()
    const named = (await doctor.browser.post('/api/staff', { name: 'Léa', role: 'autre' })).json()
    await doctor.browser.put('/api/session/staff', { staffId: named.staffId })
    const invoice = (await doctor.put(drawInvoiceId(), bodyOf(context))).json()
    expect(invoice.staffId).toBe(named.staffId)
    const told = { ...bodyOf(context), staffId: 'someone' }
    const answer = await doctor.put(drawInvoiceId(), told)
    expect(codeOf(answer)).toEqual([400, 'request-malformed'])
  })

  test('sent and validated many times at once, is one invoice and one summary', async () => {
    const { doctor, context, database } = await withClaire()
    const invoiceId = drawInvoiceId()
    const made = await Promise.all(
      Array.from({ length: 8 }, () => doctor.put(invoiceId, bodyOf(context))),
    )
    for (const answer of made) expect(answer.json()).toEqual(made[0]?.json())
    const validated = await Promise.all(
      Array.from({ length: 8 }, () => doctor.validate(invoiceId, context)),
    )
    for (const answer of validated) expect(answer.json()).toEqual(validated[0]?.json())
    expect(validated[0]?.json().state).toBe('validated')
    const { db, tables } = database
    expect(await db.select().from(tables.invoices)).toHaveLength(1)
    expect(await db.select().from(tables.summaries)).toHaveLength(1)
    expect(await db.select({ cents: tables.ceilings.cents }).from(tables.ceilings)).toEqual([
      { cents: 200 },
      { cents: 200 },
    ])
  })

  test('of two contents sent at once under one id, exactly one is made', async () => {
    const { doctor, context } = await withClaire()
    const invoiceId = drawInvoiceId()
    const prices = [3_000, 3_100, 3_200, 3_300]
    const answers = await Promise.all(
      prices.map((unitCents) =>
        doctor.put(invoiceId, bodyOf(context, { lines: [{ ...visit, unitCents }] })),
      ),
    )
    const codes = answers.map(({ statusCode }) => statusCode).toSorted()
    expect(codes).toEqual([200, 409, 409, 409])
  })

  test('names another of the card, and nobody else’s', async () => {
    const { doctor, context } = await withClaire()
    const jules = await doctor.bill(bodyOf(context, { beneficiaryId: '1' }))
    // A child owes no participation.
    expect(jules).toMatchObject({
      givenNames: 'JULES',
      shares: { participationCents: 0, obligatoryCents: 2_100 },
    })
    const nobody = await doctor.put(drawInvoiceId(), bodyOf(context, { beneficiaryId: '9' }))
    expect(codeOf(nobody)).toEqual([404, 'beneficiary-unknown'])
  })

  test('with closed rights is the patient’s, and none is made of a day to come', async () => {
    const { doctor, phone } = await withClaire()
    const context = await doctor.read(await (await phone('yanis')).frame())
    const closed = await doctor.bill(bodyOf(context, { thirdParty: 'full' }))
    expect(closed.shares).toMatchObject({ obligatoryCents: 0, now: { patientCents: 3_000 } })
    const tomorrow = await doctor.put(drawInvoiceId(), bodyOf(context, { careDay: '2026-11-22' }))
    expect(codeOf(tomorrow)).toEqual([400, 'care-day'])
  })

  test('of a day on which rights were open goes by them, whatever they became since', async () => {
    const { doctor, context, database, clock } = await withClaire()
    const { db, tables } = database
    const closed = { rightsTo: new Date(clock().getTime() - 24 * 60 * minute) }
    await db.update(tables.registryBeneficiaries).set(closed)
    const on = async (careDay: string) =>
      (await doctor.bill(bodyOf(context, { careDay, thirdParty: 'full' }))).shares.now
    expect(await on('2026-11-20')).toMatchObject({ obligatoryCents: 2_100, patientCents: 0 })
    expect(await on('2026-11-21')).toMatchObject({ obligatoryCents: 0, patientCents: 3_000 })
  })

  test('is final by what the registry says of the day of care by then', async () => {
    const { doctor, context, database } = await withClaire()
    const invoiceId = drawInvoiceId()
    const made = await doctor.put(invoiceId, bodyOf(context, { thirdParty: 'full' }))
    expect(made.json().shares.now).toMatchObject({ patientCents: 0 })
    // The rights of that day were a mistake.
    await database.db.update(database.tables.registryBeneficiaries).set({ coverage: 0 })
    const { state, shares } = (await doctor.validate(invoiceId, context)).json<Invoice>()
    expect([state, shares.now.patientCents]).toEqual(['validated', 3_000])
  })

  test('takes an exemption that the registry knows, of a profession that may see it', async () => {
    const { doctor, phone, seat, pass } = await withClaire()
    const bernadette = await phone('bernadette')
    const exempt = bodyOf(await doctor.read(await bernadette.frame()), { exemption: '4' })
    expect((await doctor.bill(exempt)).shares.obligatoryCents).toBe(2_800)
    const past = await doctor.put(drawInvoiceId(), { ...exempt, exemption: '3' })
    expect(codeOf(past)).toEqual([400, 'exemption-unknown'])
    const optician = await seat({ nationalId: '899700000045', professionCode: '28' })
    pass(10_000)
    const context = await optician.read(await bernadette.frame())
    const lines = [
      { kind: 'free' as const, code: 'LUN', label: 'Monture', quantity: 1, unitCents: 9_000 },
    ]
    const unseen = await optician.put(drawInvoiceId(), { ...exempt, context, lines })
    expect(codeOf(unseen)).toEqual([400, 'exemption-unknown'])
  })

  test('is final only in a context alive now, its own or the one that renewed it', async () => {
    const { doctor, context, claire, phone, pass } = await withClaire()
    const invoiceId = drawInvoiceId()
    await doctor.put(invoiceId, bodyOf(context))
    expect(codeOf(await doctor.validate(invoiceId))).toEqual([410, 'context-expired'])
    const wrong = { ...context, token: randomBytes(32).toString('base64url') }
    expect(codeOf(await doctor.validate(invoiceId, wrong))).toEqual([410, 'context-expired'])
    pass(31 * minute)
    expect(codeOf(await doctor.validate(invoiceId, context))).toEqual([410, 'context-expired'])
    const late = await doctor.put(drawInvoiceId(), bodyOf(context))
    expect(codeOf(late)).toEqual([410, 'context-expired'])
    const ange = await doctor.read(await (await phone('ange')).frame())
    expect(codeOf(await doctor.validate(invoiceId, ange))).toEqual([409, 'context-other-person'])
    pass(10_000)
    const again = await doctor.read(await claire.frame())
    // The same invoice, sent again from the new context, is still the same.
    expect((await doctor.put(invoiceId, bodyOf(again))).json().state).toBe('pending')
    expect(codeOf(await doctor.put(invoiceId, bodyOf(ange)))).toEqual([409, 'invoice-conflict'])
    expect((await doctor.validate(invoiceId, again)).json().state).toBe('validated')
  })

  test('begun one day and final the next is of the day on which it became so', async () => {
    const { seat, phone, pass, clock } = await openBilling(open)
    // The evening of 21 November in France.
    pass(Date.parse('2026-11-21T22:50:00Z') - clock().getTime())
    const doctor = await seat()
    const evening = await doctor.read(await (await phone('claire')).frame())
    const [kept, late] = [drawInvoiceId(), drawInvoiceId()]
    for (const id of [kept, late]) await doctor.put(id, bodyOf(evening))
    await doctor.validate(kept, evening)
    pass(15 * minute)
    const validated = (await doctor.validate(late, evening)).json<Invoice>()
    expect(validated).toMatchObject({ careDay: today, billedDay: '2026-11-22' })
    expect((await doctor.day()).invoices).toMatchObject([{ invoiceId: kept }])
    expect((await doctor.day('2026-11-22')).totals.count).toBe(1)
  })

  test('is neither made nor final once the card that was read is blocked, until that is lifted', async () => {
    const { doctor, context, claire, database, clock } = await withClaire()
    const [begun, next] = [drawInvoiceId(), drawInvoiceId()]
    await doctor.put(begun, bodyOf(context))
    const { personId, phoneId } = claire
    const blocks = blockStore(database)
    await blocks.suspend({ personId, phoneId, reason: 'lost', at: clock() })
    const identity = () =>
      doctor.browser.post(`/api/contexts/${context.contextId}/identity`, {
        token: context.token,
        beneficiaryId: '0',
      })
    const over = [410, 'context-expired']
    expect(codeOf(await doctor.validate(begun, context))).toEqual(over)
    expect(codeOf(await doctor.put(next, bodyOf(context)))).toEqual(over)
    expect(codeOf(await identity())).toEqual(over)
    await blocks.lift({ personId, phoneId, at: clock() })
    expect((await identity()).statusCode).toBe(200)
    expect((await doctor.validate(begun, context)).json().state).toBe('validated')
  })

  test('of a context that is lost is validated with the same card, by nobody else’s, or given up', async () => {
    const { doctor, context, claire, phone, pass, database } = await withClaire()
    const [kept, dropped] = [drawInvoiceId(), drawInvoiceId()]
    for (const id of [kept, dropped]) await doctor.put(id, bodyOf(context))
    await doctor.browser.delete(`/api/contexts/${context.contextId}`)
    expect((await doctor.day()).invoices).toMatchObject([
      { state: 'pending' },
      { state: 'pending' },
    ])
    const ange = await doctor.read(await (await phone('ange')).frame())
    expect(codeOf(await doctor.validate(kept, ange))).toEqual([409, 'context-other-person'])
    pass(10_000)
    const again = await doctor.read(await claire.frame())
    expect((await doctor.validate(kept, again)).json().state).toBe('validated')
    expect((await doctor.browser.delete(`/api/invoices/${dropped}`)).statusCode).toBe(200)
    const gone = await doctor.browser.delete(`/api/invoices/${dropped}`)
    expect(codeOf(gone)).toEqual([404, 'invoice-unknown'])
    const final = await doctor.browser.delete(`/api/invoices/${kept}`)
    expect(codeOf(final)).toEqual([409, 'invoice-state'])
    expect((await doctor.day()).invoices).toMatchObject([{ invoiceId: kept }])
    expect(await database.db.select().from(database.tables.summaries)).toHaveLength(1)
  })

  test('leaves its context to be ended by the next, once it is final and no other is pending', async () => {
    const { doctor, context, phone, database } = await withClaire()
    const heldIn = async () => {
      const { contexts } = database.tables
      const rows = await database.db.select().from(contexts)
      return rows.find(({ contextId }) => contextId === context.contextId)?.heldAt
    }
    const [one, other] = [drawInvoiceId(), drawInvoiceId()]
    for (const id of [one, other]) await doctor.put(id, bodyOf(context))
    expect(await heldIn()).toBeInstanceOf(Date)
    await doctor.validate(one, context)
    expect(await heldIn()).toBeInstanceOf(Date)
    await doctor.validate(other, context)
    expect(await heldIn()).toBeNull()
    const third = drawInvoiceId()
    await doctor.put(third, bodyOf(context))
    await doctor.browser.delete(`/api/invoices/${third}`)
    expect(await heldIn()).toBeNull()
    await doctor.read(await (await phone('ange')).frame())
    const late = await doctor.put(drawInvoiceId(), bodyOf(context))
    expect(codeOf(late)).toEqual([410, 'context-expired'])
  })

  test('is unknown to any other professional, who may have one of the same id', async () => {
    const { doctor, context, seat, phone } = await withClaire()
    const invoice = await doctor.bill(bodyOf(context))
    const { invoiceId } = invoice
    const other = await seat({
      nationalId: '899700000029',
      professionCode: '21',
      name: 'Pharmacie',
    })
    const unknown = [404, 'invoice-unknown']
    expect(codeOf(await other.browser.get(`/api/invoices/${invoiceId}`))).toEqual(unknown)
    expect(codeOf(await other.validate(invoiceId))).toEqual(unknown)
    expect(codeOf(await other.correct(invoiceId, drawInvoiceId()))).toEqual(unknown)
    const theirs = await other.read(await (await phone('ange')).frame())
    const made = await other.put(invoiceId, bodyOf(theirs, { lines: [box] }))
    expect(made.json()).toMatchObject({
      invoiceId,
      state: 'pending',
      givenNames: expect.any(String),
    })
    expect((await other.day()).invoices).toHaveLength(1)
    expect((await doctor.browser.get(`/api/invoices/${invoiceId}`)).json()).toEqual(invoice)
  })

  test('of a card read without network rests on its entry in the journal, in mode 5', async () => {
    const { doctor, claire, phone, clock, seat } = await withClaire()
    const send = async (frame: string) => {
      const entry = { entryId: drawInvoiceId(), frame, readAt: clock().getTime(), verdict: 'valid' }
      const { counterId } = doctor
      const sent = await doctor.browser.post('/api/journal', { counterId, entries: [entry] })
      return { entryId: entry.entryId, judgement: sent.json().judged[0].judgement }
    }
    const ange = await phone('ange')
    const { entryId, judgement } = await send(await ange.frame())
    expect(judgement).toBe('accepted')
    const body = bodyOf(undefined, { entryId })
    const invoice = await doctor.bill(body)
    expect(invoice).toMatchObject({
      state: 'validated',
      securityMode: 5,
      familyName: 'SANTONI-LECA',
    })
    expect((await doctor.put(invoice.invoiceId, body)).json()).toEqual(invoice)
    const refused = await send('9'.repeat(60))
    const cases = [
      [bodyOf(undefined, { entryId: refused.entryId }), 409, 'entry-refused'],
      [bodyOf(undefined, { entryId: drawInvoiceId() }), 404, 'entry-unknown'],
      [bodyOf(undefined), 400, 'request-malformed'],
    ] as const
    for (const [asked, status, code] of cases) {
      expect(codeOf(await doctor.put(drawInvoiceId(), asked))).toEqual([status, code])
    }
    const other = await seat({ nationalId: '899700000029' })
    expect(codeOf(await other.put(drawInvoiceId(), body))).toEqual([404, 'entry-unknown'])
    const both = bodyOf(await doctor.read(await claire.frame()), { entryId })
    expect(codeOf(await doctor.put(drawInvoiceId(), both))).toEqual([400, 'request-malformed'])
  })

  test('made without network bears the counter, the staff and the day of its reading, whoever sends it', async () => {
    const { doctor, claire, clock, seat, pass } = await withClaire()
    const { staffId } = (
      await doctor.browser.post('/api/staff', { name: 'Léa', role: 'autre' })
    ).json()
    const readAt = clock().getTime()
    const entry = { entryId: drawInvoiceId(), frame: await claire.frame(), readAt, staffId }
    // The network is back later, at another workstation of theirs.
    pass(20 * minute)
    const other = await seat({ name: 'Salle 2' })
    const sent = await other.browser.post('/api/journal', {
      counterId: doctor.counterId,
      entries: [{ ...entry, verdict: 'valid' }],
    })
    expect(sent.json().judged[0].judgement).toBe('accepted')
    const madeAt = readAt + 2 * minute
    const body = bodyOf(undefined, { entryId: entry.entryId, madeAt })
    const invoice = await other.bill(body)
    const made = { counterId: doctor.counterId, staffId, createdAt: madeAt, billedDay: today }
    expect(invoice).toMatchObject({ ...made, securityMode: 5, validatedAt: clock().getTime() })
    // Sent again from the workstation it was made at, it is the same.
    expect((await doctor.put(invoice.invoiceId, body)).json()).toEqual(invoice)
    expect((await other.day()).invoices).toHaveLength(1)
    const early = await other.bill({ ...body, madeAt: readAt - minute })
    const late = await other.bill({ ...body, madeAt: clock().getTime() + minute })
    expect([early.createdAt, late.createdAt]).toEqual([readAt, clock().getTime()])
    // Who billed it, who read it, or the professional: each as the counter says; nobody of somebody else's.
    const paul = (await other.browser.post('/api/staff', { name: 'Paul', role: 'autre' })).json()
    const byPaul = await other.bill({ ...body, staffId: paul.staffId })
    const bySelf = await other.bill({ ...body, staffId: null })
    expect([byPaul.staffId, bySelf.staffId]).toEqual([paul.staffId, undefined])
    const byNobody = await other.put(drawInvoiceId(), { ...body, staffId: 'someone' })
    expect(codeOf(byNobody)).toEqual([404, 'staff-unknown'])
    const context = await doctor.read(await claire.frame())
    for (const said of [{ madeAt }, { staffId: null }]) {
      const both = await doctor.put(drawInvoiceId(), bodyOf(context, said))
      expect(codeOf(both)).toEqual([400, 'request-malformed'])
    }
  })

  test('leaves neither number, name, act nor token in the log', async () => {
    const { doctor, context, lines, pass } = await withClaire()
    const invoice = await doctor.bill(
      bodyOf(context, { lines: [{ ...visit, label: 'Bronchite' }] }),
    )
    await doctor.correct(invoice.invoiceId, drawInvoiceId())
    await doctor.put(drawInvoiceId(), bodyOf(context, { lines: [{ ...visit, code: 'BRONCHITE' }] }))
    pass(1_000)
    await doctor.day()
    const logged = JSON.stringify(lines)
    expect(lines.length).toBeGreaterThan(4)
    expect(logged).not.toMatch(/284195751|AUBERTIN|CLAIRE|Bronchite|BRONCHITE|"G"|3000/)
    expect(logged).not.toContain(context.token)
  })
})
