import { describe, expect, test } from 'vitest'
import { assumptionsOf } from '@etui/shared/invoice/assumptions.ts'
import { nothingUsed } from '@etui/shared/invoice/retention.ts'
import { computeShares } from '@etui/shared/invoice/shares.ts'
import { plainCover } from '@etui/shared/invoice/test-cover.ts'
import { invoiceColumns } from '@etui/shared/invoice/csv.ts'
import type { Invoice } from '@etui/shared/wire/invoice.ts'
import type { InvoiceContent, OpenedEntry } from '../../src/journal/entry-content.ts'
import { testSpeech } from '../verdict/test-speech.ts'
import { assumptionNames } from './bill-words.ts'
import { dayCsv } from './day-csv.ts'
import { dayRows, keptOn, keptStateOf, stateOf } from './day-rows.ts'

const at = Date.parse('2026-11-21T22:30:00Z')
const { t } = testSpeech('fr', at)
const line = { kind: 'ngap', code: 'G', quantity: 1, unitCents: 3_000 } as const
const computed = computeShares({
  lines: [line],
  day: '2026-11-21',
  professionCode: '10',
  carePath: 'T',
  cover: { ...plainCover, hasComplementary: true },
  used: nothingUsed,
})
const shares = {
  ...computed,
  ...assumptionsOf(computed),
  lines: computed.lines.map((one) => ({ ...one })),
}
const person = { familyName: 'AUBERTIN', givenNames: 'CLAIRE, MARIE' }

function invoice(change: Partial<Invoice> = {}): Invoice {
  return {
    invoiceId: 'made',
    counterId: 'c',
    state: 'validated',
    securityMode: 3,
    beneficiaryId: '0',
    ...person,
    careDay: '2026-11-21',
    billedDay: '2026-11-21',
    thirdParty: 'none',
    exemption: '0',
    lines: [line],
    shares,
    createdAt: at - 60_000,
    ...change,
  }
}

function kept(
  entryId: string,
  change: Partial<InvoiceContent> = {},
  state: OpenedEntry['state'] = 'waiting',
): OpenedEntry<InvoiceContent> {
  const content: InvoiceContent = {
    kind: 'invoice',
    madeAt: at,
    readingId: 'r',
    person,
    care: { careDay: '2026-11-21', thirdParty: 'none', exemption: '0', lines: [line] },
    estimate: shares,
    rightsAsOf: at,
    professional: { professionalId: 'p', name: 'Inès Carpentier' },
    ...change,
  }
  return { sequence: 1, entryId, state, content }
}

const refused = { kind: 'refused', code: 'entry-refused' } as const

describe('the rows of a day', () => {
  test('are what the server made and what waits here, in the order they were made', () => {
    const rows = dayRows(
      [invoice({ createdAt: at + 1 }), invoice({ state: 'pending' })],
      [kept('here')],
      t,
    )
    expect(rows.map(({ state, isEstimate, isPending }) => [state, isEstimate, isPending])).toEqual([
      ['à valider', false, true],
      ['à envoyer', true, false],
      ['validée', false, false],
    ])
    expect(rows[1]).toMatchObject({
      name: 'Claire AUBERTIN',
      acts: 'G',
      totalCents: 3_000,
      patientNowCents: 3_000,
      note: 'estimation, sans réseau',
    })
  })

  test('may be sent again where the insurer rejected them, or their payment, and they were not taken back', () => {
    const rejected = { state: 'rejected', rejection: 'rights-closed' } as const
    const unpaid = { state: 'payment-rejected', rejection: 'payment' } as const
    const made = [
      rejected,
      { ...rejected, corrects: 'other' },
      unpaid,
      { state: 'paid' } as const,
      { ...unpaid, correctedBy: 'other' },
    ]
    const rows = dayRows(
      made.map((one) => invoice(one)),
      [kept('here')],
      t,
    )
    expect(rows.map(({ state, canResend }) => [state, canResend])).toEqual([
      ['rejetée : droits fermés', true],
      ['sans suite : la première était rejetée', false],
      ['paiement rejeté', true],
      ['payée', false],
      ['annulée', false],
      ['à envoyer', false],
    ])
  })

  test('hold nothing twice whose answer was lost halfway', () => {
    const waiting = kept('made')
    const pending = invoice({ state: 'pending' })
    expect(keptOn('2026-11-21', [waiting], [pending])).toEqual([waiting])
    expect(dayRows([pending], [waiting], t).map(({ isEstimate }) => isEstimate)).toEqual([true])
    expect(keptOn('2026-11-21', [waiting], [invoice()])).toEqual([])
  })

  test('hold of what was kept here that of the day in France, until a person has seen it or the server made it', () => {
    const entries = [
      kept('waits'),
      kept('refused', { outcome: refused }, 'attention'),
      kept('seen', { outcome: refused }, 'done'),
      kept('billed', { outcome: { kind: 'billed', shares, isOther: 'now' } }, 'attention'),
      kept('tomorrow', { madeAt: at + 3_600_000 }),
    ]
    expect(keptOn('2026-11-21', entries).map(({ entryId }) => entryId)).toEqual([
      'waits',
      'refused',
    ])
    expect(dayRows([], keptOn('2026-11-21', entries), t).map(({ state }) => state)).toEqual([
      'à envoyer',
      'non validée, à vérifier',
    ])
  })

  test('go into a file that says what is estimated or to be checked, without what is pending', () => {
    // Each column is its own heading here.
    const headings = Object.fromEntries(invoiceColumns.map((column) => [column, column])) as Record<
      (typeof invoiceColumns)[number],
      string
    >
    const text = dayCsv([invoice(), invoice({ state: 'pending' })], [kept('here')], {
      headings,
      stateOf: (one) => stateOf(one, t),
      noteOf: (told) => assumptionNames(told).join(' '),
      keptStateOf: (content) => keptStateOf(content, t),
    })
    const lines = text.trim().split('\r\n').slice(1)
    expect(lines).toEqual([
      '2026-11-21;AUBERTIN Claire;made;validée;G;;1;30,00;19,00;9,00;2,00;2,00;0,00;bill.unchecked bill.assumed',
      '2026-11-21;AUBERTIN Claire;here;à envoyer;G;;1;30,00;19,00;9,00;2,00;2,00;0,00;bill.unchecked bill.assumed',
    ])
  })
})
