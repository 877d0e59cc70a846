import { describe, expect, it } from 'vitest'
import type { ActLine } from './act.ts'
import { counterInvoice } from './counter-invoice.ts'
import { coverOn } from './cover-on.ts'
import { nothingUsed } from './retention.ts'
import { computeShares } from './shares.ts'
import { takingsOf } from './takings.ts'

const day = '2026-11-21'
const rights = { isOpen: true, hasC2s: false }
const choice = { day, birthDate: 19840312, thirdParty: 'none', exemption: '0' } as const

function bill(professionCode: string, lines: ActLine[]) {
  const cover = coverOn(rights, choice)
  return computeShares({ lines, day, professionCode, carePath: 'T', cover, used: nothingUsed })
}

describe('what an invoice takes of ceilings', () => {
  it('is of its year and of its day, with the most of each', () => {
    const visits = bill('10', [{ kind: 'ngap', code: 'G', quantity: 2, unitCents: 3_000 }])
    expect(takingsOf(visits, day)).toEqual([
      { span: 'year', kind: 'participation', cents: 400, ceilingCents: 5_000 },
      { span: 'day', kind: 'participation', cents: 400, ceilingCents: 400 },
    ])
  })

  it('is by kind for franchises, and of no day where that kind has no most', () => {
    const boxes = bill('21', [
      { kind: 'medicine', code: '3400935955838', rateClass: 65, quantity: 3, unitCents: 900 },
    ])
    expect(takingsOf(boxes, day)).toEqual([
      { span: 'year', kind: 'franchise', cents: 300, ceilingCents: 5_000 },
    ])
    const nursing = bill('60', [
      { kind: 'ngap', code: 'AMI', coefficientHundredths: 400, quantity: 1, unitCents: 1_260 },
    ])
    expect(takingsOf(nursing, day)).toEqual([
      { span: 'year', kind: 'franchise', cents: 100, ceilingCents: 5_000 },
      { span: 'day', kind: 'paramedical', cents: 100, ceilingCents: 400 },
    ])
  })

  it('is nothing where nothing is kept back, and undone to the cent by a counter-invoice', () => {
    expect(
      takingsOf(
        bill('21', [{ kind: 'free', code: 'X', label: 'x', quantity: 1, unitCents: 5 }]),
        day,
      ),
    ).toEqual([])
    const lines: ActLine[] = [{ kind: 'ngap', code: 'G', quantity: 1, unitCents: 3_000 }]
    const shares = bill('10', lines)
    const first = {
      id: 'a',
      professionalId: 'p',
      day,
      state: 'paid',
      mode: 3,
      lines,
      shares,
    } as const
    const back = takingsOf(counterInvoice(first, 'b').shares, day)
    expect(back.map(({ cents }) => cents)).toEqual(
      takingsOf(shares, day).map(({ cents }) => -cents),
    )
  })
})
