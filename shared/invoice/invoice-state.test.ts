import { describe, expect, it } from 'vitest'
import { Refusal } from '../refusal.ts'
import {
  type InvoiceAct,
  type InvoiceState,
  invoiceStates,
  securityModeAt,
  stateAfter,
  statesFor,
} from './invoice-state.ts'

/** Every act with the states it may be done at and what follows; all other pairs must be refused. */
const allowed: Record<InvoiceAct, Partial<Record<InvoiceState, InvoiceState>>> = {
  edit: { pending: 'pending' },
  validate: { pending: 'validated' },
  send: { validated: 'sent' },
  resend: { rejected: 'sent', 'payment-rejected': 'sent' },
  accept: { sent: 'accepted' },
  reject: { sent: 'rejected' },
  pay: { accepted: 'paid' },
  'reject-payment': { accepted: 'payment-rejected' },
  counter: {
    validated: 'validated',
    sent: 'sent',
    accepted: 'accepted',
    rejected: 'rejected',
    paid: 'paid',
    'payment-rejected': 'payment-rejected',
  },
}
const pairs = Object.entries(allowed).flatMap(([act, after]) =>
  // The keys of a record of acts are acts.
  invoiceStates.map((state) => ({ act: act as InvoiceAct, state, after: after[state] })),
)

describe('an invoice', () => {
  it.each(pairs)('by $act at $state becomes $after', ({ act, state, after }) => {
    expect(statesFor(act).includes(state)).toBe(after !== undefined)
    if (after !== undefined) {
      expect(stateAfter(act, state)).toBe(after)
      return
    }
    let refusal: unknown
    try {
      stateAfter(act, state)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(Refusal)
    expect(refusal).toMatchObject({ code: 'invoice-state', facts: { state } })
  })

  it('reaches every state from the first', () => {
    const reached = new Set<InvoiceState>(['pending'])
    for (const from of reached) {
      for (const { state, after } of pairs) if (state === from && after) reached.add(after)
    }
    expect([...reached].toSorted()).toEqual(invoiceStates.toSorted())
  })
})

describe('the security mode', () => {
  const endsAt = new Date('2026-04-14T09:12:00Z')

  it('is 3 while the context lives, 5 without one', () => {
    expect(securityModeAt({ endsAt }, new Date('2026-04-14T09:11:59.999Z'))).toBe(3)
    expect(securityModeAt(undefined, endsAt)).toBe(5)
  })

  it('is nobody’s guess once the context has ended', () => {
    expect(() => securityModeAt({ endsAt }, endsAt)).toThrow('context-expired')
    expect(() => securityModeAt({ endsAt }, new Date(Number.NaN))).toThrow('context-expired')
  })
})
