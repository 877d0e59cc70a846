import type { Assumptions } from '@etui/shared/invoice/assumptions.ts'
import type { CarePath, ThirdParty } from '@etui/shared/invoice/cover.ts'
import type { InvoiceState } from '@etui/shared/invoice/invoice-state.ts'
import type { Exemption } from '@etui/shared/invoice/tables/raised-rates.ts'
import type { DraftField } from './read-act.ts'

/** The texts of a bill's closed lists, by key. */
export const fieldNames = {
  code: 'bill.code',
  coefficient: 'bill.coefficient',
  label: 'bill.label',
  rateClass: 'bill.rateClass',
  quantity: 'bill.quantity',
  price: 'bill.price',
  excess: 'bill.excess',
} as const satisfies Record<DraftField, string>

export const rateNames = {
  100: 'bill.rates.100',
  65: 'bill.rates.65',
  30: 'bill.rates.30',
  15: 'bill.rates.15',
  0: 'bill.rates.0',
} as const

export const pathNames = {
  T: 'bill.paths.T',
  N: 'bill.paths.N',
  R: 'bill.paths.R',
  O: 'bill.paths.O',
  M: 'bill.paths.M',
  J: 'bill.paths.J',
  B: 'bill.paths.B',
  D: 'bill.paths.D',
  H: 'bill.paths.H',
  U: 'bill.paths.U',
  S1: 'bill.paths.S1',
  S2: 'bill.paths.S2',
} as const satisfies Record<CarePath, string>

export const thirdPartyNames = {
  none: 'bill.thirdParties.none',
  obligatory: 'bill.thirdParties.obligatory',
  full: 'bill.thirdParties.full',
} as const satisfies Record<ThirdParty, string>

export const exemptionNames = {
  '0': 'bill.noExemption',
  '3': 'facts.exemptions.3',
  '4': 'facts.exemptions.4',
  '5': 'facts.exemptions.5',
  '7': 'facts.exemptions.7',
  '9': 'facts.exemptions.9',
} as const satisfies Record<Exemption, string>

export const stateNames = {
  pending: 'day.states.pending',
  validated: 'day.states.validated',
  sent: 'day.states.sent',
  accepted: 'day.states.accepted',
  rejected: 'day.states.rejected',
  paid: 'day.states.paid',
  'payment-rejected': 'day.states.paymentRejected',
} as const satisfies Record<InvoiceState, string>

/** What is said of shares that take something for granted. */
export function assumptionNames({ isUnchecked, isComplementaryAssumed }: Assumptions) {
  return [
    ...(isUnchecked ? (['bill.unchecked'] as const) : []),
    ...(isComplementaryAssumed ? (['bill.assumed'] as const) : []),
  ]
}
