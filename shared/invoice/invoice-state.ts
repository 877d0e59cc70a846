import { Refusal } from '../refusal.ts'

/** Where an invoice stands (DESIGN.md 8, DOMAIN.md 2.4). */
export const invoiceStates = [
  'pending',
  'validated',
  'sent',
  'accepted',
  'rejected',
  'paid',
  'payment-rejected',
] as const
export type InvoiceState = (typeof invoiceStates)[number]

export type InvoiceAct = keyof typeof steps

/**
 * What may be done to an invoice, at which states, and where it leads. Nothing deletes one: past `pending` it never
 * changes, and `counter` leaves it where it stands, with a counter-invoice beside it.
 */
const steps = {
  edit: { from: ['pending'], to: 'pending' },
  validate: { from: ['pending'], to: 'validated' },
  send: { from: ['validated'], to: 'sent' },
  // What was rejected, or not paid, for a reason outside the invoice is sent again as it is.
  resend: { from: ['rejected', 'payment-rejected'], to: 'sent' },
  accept: { from: ['sent'], to: 'accepted' },
  reject: { from: ['sent'], to: 'rejected' },
  pay: { from: ['accepted'], to: 'paid' },
  'reject-payment': { from: ['accepted'], to: 'payment-rejected' },
  counter: {
    from: ['validated', 'sent', 'accepted', 'rejected', 'paid', 'payment-rejected'],
    to: undefined,
  },
} as const satisfies Record<string, { from: readonly InvoiceState[]; to: InvoiceState | undefined }>

/** The states at which an act may be done: what a store's guarded statement asks for. */
export function statesFor(act: InvoiceAct): InvoiceState[] {
  return [...steps[act].from]
}

/** The state after an act; refuses with `invoice-state` (fact `state`) one that may not be done there. */
export function stateAfter(act: InvoiceAct, state: InvoiceState): InvoiceState {
  if (!statesFor(act).includes(state)) throw new Refusal('invoice-state', { state })
  return steps[act].to ?? state
}

/** 3 secured: the card was read and its context lives; 5 degraded: billed without one. */
export type SecurityMode = 3 | 5

/**
 * The mode of an invoice validated at `at`, with the context it was begun in or none. A context that has ended refuses
 * with `context-expired`: the patient shows the card again, or the professional chooses to go on without.
 */
export function securityModeAt(
  context: { readonly endsAt: Date } | undefined,
  at: Date,
): SecurityMode {
  if (!context) return 5
  if (!(at < context.endsAt)) throw new Refusal('context-expired')
  return 3
}
