import { effectScope, shallowRef } from 'vue'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import type { ActLine } from '@etui/shared/invoice/act.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { OpenedContext, Rights } from '@etui/shared/wire/counter.ts'
import type { Caller } from '../../src/http/call.ts'
import { createDoubts } from '../../src/journal/doubts.ts'
import { createJournal } from '../../src/journal/journal.ts'
import { readEntries } from '../../src/journal/journal-store.ts'
import { inventServer } from '../../src/workstation/invented-server.ts'
import { forgetInvented, openInvented } from '../../src/workstation/invented-workstation.ts'
import { cardRights } from './card-rights.ts'
import { type BilledPerson, useBill, type WrittenBill } from './use-bill.ts'

const visit: ActLine = { kind: 'ngap', code: 'G', quantity: 1, unitCents: 3_000 }
const rights: Rights = {
  asOf: 0,
  isOpen: true,
  from: '2020-01-01',
  organisation: '015710001',
  managementCode: '10',
  hasC2s: false,
  hasThirdPartyPayment: true,
  hasWorkAccident: true,
  complementary: { number: '775671894', to: '2027-12-31' },
  exemptions: [{ code: '4', from: '2023-02-01', to: '2026-12-31' }],
}
const now = 1_795_309_205
const opened: OpenedContext = { contextId: 'c', token: 't', endsAt: 1 }

afterEach(forgetInvented)

interface Sent {
  readonly url: string
  readonly invoiceId: string
  readonly body: unknown
}

async function billing(professionCode = '10') {
  const sent: Sent[] = []
  // One a call, in their order; undefined is an answer.
  const failures: (Refusal | undefined)[] = []
  const clock = { at: now * 1000 }
  const server: { state: string; correctedBy?: string } = { state: 'validated' }
  const during = { validation: async (): Promise<void> => undefined }
  // What the server answers is the server's own tests' matter.
  const call = (async (
    { url }: { url: string },
    ask: { params: { invoiceId: string }; body: unknown },
  ) => {
    sent.push({ url, invoiceId: ask.params.invoiceId, body: ask.body })
    if (url.endsWith('/validation')) await during.validation()
    const failure = failures.shift()
    if (failure) throw failure
    const shares = { totalCents: 3_000 }
    return { invoiceId: ask.params.invoiceId, ...server, lines: [visit], shares }
  }) as unknown as Caller
  const person = shallowRef<BilledPerson | undefined>({ birthDate: 19840312, rights })
  const context = shallowRef<OpenedContext | undefined>(opened)
  const kept: WrittenBill[] = []
  const keep = shallowRef<(bill: WrittenBill) => Promise<boolean>>()
  const who = shallowRef('claire')
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  let signIns = 0
  const invented = await inventServer(now)
  const name = `bill-${crypto.randomUUID()}`
  const { workstation, db } = await openInvented(invented, name)
  await workstation.open()
  const journal = createJournal(workstation)
  onTestFinished(() => journal.close())
  const needs = {
    person,
    context,
    keep,
    professionCode,
    call,
    today: () => '2026-11-21',
    onSignIn: async () => void (signIns += 1),
    who: () => who.value,
    changes: journal.version,
    doubts: createDoubts({
      db,
      now: () => clock.at,
      person: () => ({ familyName: 'AUBERTIN', givenNames: 'CLAIRE' }),
    }),
  }
  const bill = scope.run(() => useBill(needs))
  if (!bill) return expect.fail('the scope runs')
  const again = () => scope.run(() => useBill(needs)) ?? expect.fail('the scope runs')
  return {
    bill,
    again,
    db,
    during,
    who,
    server,
    clock,
    person,
    context,
    keep,
    kept,
    sent,
    failures,
    signIns: () => signIns,
  }
}

describe('a bill', () => {
  test('tells its shares as it is typed, with the third-party payment the rights give', async () => {
    const { bill } = await billing()
    expect(bill.shares.value).toBeUndefined()
    bill.add(visit)
    expect(bill.shares.value).toMatchObject({
      totalCents: 3_000,
      now: { obligatoryCents: 2_100, complementaryCents: 900, patientCents: 0 },
      later: { recoveredCents: 200 },
    })
    bill.thirdParty.value = 'none'
    expect(bill.shares.value?.now.patientCents).toBe(3_000)
    bill.carePath.value = 'S2'
    expect(bill.shares.value?.later.obligatoryRefundCents).toBe(700)
    bill.remove(0)
    expect(bill.shares.value).toBeUndefined()
  })

  test('offers the exemptions of the day of care, and none that does not hold then', async () => {
    const { bill, person } = await billing()
    bill.add(visit)
    expect(bill.exemptions.value).toEqual(['4'])
    bill.exemption.value = '4'
    expect(bill.shares.value?.obligatoryCents).toBe(2_800)
    person.value = { birthDate: 19840312, rights: { ...rights, exemptions: [] } }
    await Promise.resolve()
    expect(bill.exemption.value).toBe('0')
  })

  test('refuses a line that this profession does not bill, and keeps the others', async () => {
    const { bill } = await billing('21')
    expect(() => bill.add(visit)).toThrow('act-profession')
    expect(bill.lines.value).toEqual([])
    bill.add({ kind: 'free', code: 'ORT', label: 'Attelle', quantity: 1, unitCents: 2_500 })
    expect(bill.shares.value?.now.patientCents).toBe(2_500)
  })

  test('is made, then validated, in the context; then there is another to write', async () => {
    const { bill, sent } = await billing()
    bill.add(visit)
    await bill.validate()
    const context = { contextId: 'c', token: 't' }
    expect(sent.map(({ url, body }) => [url, body])).toEqual([
      ['/invoices/:invoiceId', expect.objectContaining({ context, lines: [visit], carePath: 'T' })],
      ['/invoices/:invoiceId/validation', { context }],
    ])
    expect(bill.done.value).toMatchObject({ lines: [visit], isKept: false })
    await bill.validate()
    expect(sent).toHaveLength(2)
    bill.restart()
    expect([bill.done.value, bill.lines.value]).toEqual([undefined, []])
    bill.add(visit)
    await bill.validate()
    expect(new Set(sent.map(({ invoiceId }) => invoiceId)).size).toBe(2)
  })

  test('goes again under the same id after a lost answer, under another once it was changed', async () => {
    const { bill, sent, failures } = await billing()
    bill.add(visit)
    failures.push(new Refusal('network-down'))
    await bill.validate()
    expect(bill.refusal.value?.code).toBe('network-down')
    failures.push(new Refusal('context-expired'))
    await bill.validate()
    expect(bill.refusal.value?.code).toBe('context-expired')
    bill.add(visit)
    await Promise.resolve()
    expect(bill.refusal.value).toBeUndefined()
    await bill.validate()
    const ids = sent.map(({ invoiceId }) => invoiceId)
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
    expect(ids[3]).toBe(ids[2])
  })

  test('sends nothing without a context, nor for a session that is over', async () => {
    const { bill, sent, context, failures, signIns } = await billing()
    bill.add(visit)
    context.value = undefined
    await bill.validate()
    expect(sent).toEqual([])
    context.value = opened
    failures.push(new Refusal('sign-in-needed'))
    await bill.validate()
    expect([signIns(), bill.done.value, bill.refusal.value]).toEqual([1, undefined, undefined])
  })
  test('without network goes by the card, and is kept once however often it is pressed', async () => {
    const { bill, person, context, keep, kept, sent } = await billing()
    context.value = undefined
    const cover = {
      asOf: 0,
      isOpen: true,
      hasC2s: false,
      hasThirdPartyPayment: true,
      hasWorkAccident: false,
      managementCode: '10',
    }
    const until = { ...cover, complementary: { untilDay: 20271231 } }
    person.value = { birthDate: 19840312, rights: cardRights(until) }
    let isWritable = false
    keep.value = async (made) => {
      kept.push(made)
      return isWritable
    }
    bill.add(visit)
    expect(bill.shares.value?.now.complementaryCents).toBe(900)
    expect(bill.exemptions.value).toEqual([])
    await bill.validate()
    expect([bill.isUnwritten.value, bill.done.value]).toEqual([true, undefined])
    isWritable = true
    await Promise.all([bill.validate(), bill.validate()])
    await bill.validate()
    expect(bill.done.value).toMatchObject({ lines: [visit], isKept: true })
    expect(bill.isUnwritten.value).toBe(false)
    expect(kept).toHaveLength(2)
    expect(kept[0]).toMatchObject({
      invoiceId: kept[1]?.invoiceId,
      care: { careDay: '2026-11-21', carePath: 'T', thirdParty: 'full', lines: [visit] },
      shares: { now: { patientCents: 0 } },
    })
    expect(sent).toEqual([])
    person.value = { birthDate: 19840312, rights: cardRights({ ...cover, isOpen: false }) }
    expect(bill.shares.value?.now.patientCents).toBe(3_000)
  })

  test('begun with network and kept without is another invoice', async () => {
    const { bill, context, keep, kept, sent, failures } = await billing()
    bill.add(visit)
    failures.push(new Refusal('network-down'))
    await bill.validate()
    context.value = undefined
    keep.value = async (made) => kept.push(made) > 0
    await bill.validate()
    expect(kept[0]?.invoiceId).not.toBe(sent[0]?.invoiceId)
  })

  test('whose last answer was lost is told to be in doubt, and is the same one once it was changed', async () => {
    const { bill, db, sent, failures } = await billing()
    bill.add(visit)
    failures.push(undefined, new Refusal('network-down'))
    await bill.validate()
    expect([bill.isDoubtful.value, bill.done.value]).toEqual([true, undefined])
    expect(await db.count('journal')).toBe(1)
    bill.add(visit)
    await bill.validate()
    expect(await db.count('journal')).toBe(0)
    expect(sent.map(({ url }) => url)).toEqual([
      '/invoices/:invoiceId',
      '/invoices/:invoiceId/validation',
      '/invoices/:invoiceId',
    ])
    expect(new Set(sent.map(({ invoiceId }) => invoiceId)).size).toBe(1)
    expect(bill.done.value).toMatchObject({ lines: [visit], isKept: false, isEarlier: true })
    expect(bill.isDoubtful.value).toBe(false)
    bill.restart()
    expect(bill.lines.value).toEqual([visit, visit])
    await bill.validate()
    expect(new Set(sent.map(({ invoiceId }) => invoiceId)).size).toBe(2)
    expect(bill.done.value?.isEarlier).toBeUndefined()
  })

  test('typed once more after the one in doubt was taken back is another invoice', async () => {
    const { bill, sent, failures, server } = await billing()
    bill.add(visit)
    failures.push(undefined, new Refusal('network-down'))
    await bill.validate()
    server.correctedBy = 'c'
    await bill.validate()
    const ids = sent.map(({ invoiceId }) => invoiceId)
    expect(ids.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => ids[0]))
    expect(ids[3]).not.toBe(ids[0])
    expect(bill.done.value?.isEarlier).toBeUndefined()
    expect(sent).toHaveLength(5)
  })

  test('waits while another page awaits the answer of an invoice for the same person', async () => {
    const { bill, again, during, sent } = await billing()
    bill.add(visit)
    const next = again()
    next.add(visit)
    next.add(visit)
    during.validation = async () => {
      during.validation = async () => undefined
      await next.validate()
      expect([next.done.value, sent.length]).toEqual([undefined, 2])
    }
    await bill.validate()
    expect(bill.done.value).toMatchObject({ lines: [visit] })
    await next.validate()
    expect(new Set(sent.map(({ invoiceId }) => invoiceId)).size).toBe(2)
  })

  test('waits while the server may still be at the one in doubt; then leaves that for later, and makes the next', async () => {
    const { bill, sent, failures, server, clock } = await billing()
    bill.add(visit)
    failures.push(undefined, new Refusal('network-down'))
    await bill.validate()
    bill.add(visit)
    server.state = 'pending'
    clock.at += 59_000
    await bill.validate()
    expect([bill.isDoubtful.value, bill.done.value, sent.length]).toEqual([true, undefined, 3])
    clock.at += 1_000
    await bill.validate()
    const ids = sent.map(({ invoiceId }) => invoiceId)
    expect(ids.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => ids[0]))
    expect(new Set(ids.slice(4)).size).toBe(1)
    expect(ids[4]).not.toBe(ids[0])
    expect(sent).toHaveLength(6)
  })

  test('in doubt is not made a second time without network, though the card was read again', async () => {
    const { bill, again, who, context, keep, kept, sent, failures } = await billing()
    bill.add(visit)
    failures.push(undefined, new Refusal('network-down'))
    await bill.validate()
    const { contextId, token, endsAt } = opened
    context.value = undefined
    keep.value = async (made) => kept.push(made) > 0
    const next = again()
    next.add(visit)
    await next.validate()
    expect([next.isDoubtful.value, next.done.value, kept]).toEqual([true, undefined, []])
    who.value = 'samir'
    await next.validate()
    expect(kept).toHaveLength(1)
    who.value = 'claire'
    next.restart()
    keep.value = undefined
    context.value = { contextId, token, endsAt }
    next.add(visit)
    await next.validate()
    expect(next.done.value).toMatchObject({ isKept: false })
    expect(new Set(sent.map(({ invoiceId }) => invoiceId)).size).toBe(1)
  })

  test('that the server refused is in no doubt', async () => {
    const { bill, failures } = await billing()
    bill.add(visit)
    failures.push(undefined, new Refusal('context-expired'))
    await bill.validate()
    expect([bill.isDoubtful.value, bill.refusal.value?.code]).toEqual([false, 'context-expired'])
  })

  test('is in the journal before its validation goes out, sealed, and nothing of it stays once it is made', async () => {
    const { bill, db, during } = await billing()
    bill.add(visit)
    const seen: unknown[] = []
    during.validation = async () => {
      const [row] = await db.getAll('journal')
      expect(new TextDecoder('latin1').decode(row?.sealed.bytes)).not.toMatch(/AUBERTIN|claire/)
      seen.push(...(await readEntries(db, 'ines')))
    }
    await bill.validate()
    expect(seen).toMatchObject([
      { state: 'waiting', content: { kind: 'doubt', who: 'claire', totalCents: 3_000 } },
    ])
    expect(await db.count('journal')).toBe(0)
  })

  test('does not go out where the disk does not take that it may be made', async () => {
    const { bill, db, sent } = await billing()
    bill.add(visit)
    const transaction = db.transaction.bind(db)
    // A disk that is full refuses the transaction that writes.
    db.transaction = ((...asked: Parameters<typeof transaction>) => {
      if (asked[0] === 'journal' && asked[1] === 'readwrite') {
        throw new DOMException('full', 'QuotaExceededError')
      }
      return transaction(...asked)
    }) as typeof db.transaction
    await bill.validate()
    expect([bill.isUnwritten.value, bill.done.value]).toEqual([true, undefined])
    expect(sent.map(({ url }) => url)).toEqual(['/invoices/:invoiceId'])
  })
})
