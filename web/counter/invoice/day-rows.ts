import { calledName } from '@etui/shared/card/said-name.ts'
import type { ActLine } from '@etui/shared/invoice/act.ts'
import { statesFor } from '@etui/shared/invoice/invoice-state.ts'
import type { Invoice } from '@etui/shared/wire/invoice.ts'
import { isInvoice } from '../../src/journal/entry-content.ts'
import type { InvoiceContent, OpenedEntry } from '../../src/journal/entry-content.ts'
import { stateNames } from './bill-words.ts'
import { dayInFrance } from '@etui/shared/day/day-in-france.ts'

/** One invoice of a day: the server's, or one kept here that the server has not made. */
export interface DayRow {
  readonly id: string
  /** when it was made, or made final in a context; milliseconds by the server's clock */
  readonly at: number
  readonly name: string
  readonly acts: string
  readonly state: string
  /** beside the state, what else is to be known */
  readonly note?: string
  readonly totalCents: number
  readonly patientNowCents: number
  /** computed here, by the card */
  readonly isEstimate: boolean
  /** the server's, not final yet */
  readonly isPending: boolean
  /** rejected, or not paid: it may be sent again as it is */
  readonly canResend: boolean
  /** taken back */
  readonly isOut: boolean
  /** takes one back */
  readonly isCorrection: boolean
  /** where something may still be done with it */
  readonly invoice?: Invoice
}

type Say = (key: string) => string

/**
 * The invoices of a day in the order they were made. What is kept here and the server has made already, though its answer
 * was lost, is listed once.
 */
export function dayRows(
  listed: readonly Invoice[],
  kept: readonly OpenedEntry<InvoiceContent>[],
  t: Say,
): DayRow[] {
  const here = new Set(kept.map(({ entryId }) => entryId))
  const made = listed.filter(({ invoiceId }) => !here.has(invoiceId))
  return [...made.map((one) => rowOf(one, t)), ...kept.map((one) => keptRow(one, t))].toSorted(
    (one, other) => one.at - other.at,
  )
}

/** The invoices made here without network on a day, that the server has not made: to be sent, or refused and not yet seen. */
export function keptOn(
  day: string,
  entries: readonly OpenedEntry[],
  listed: readonly Invoice[] = [],
): OpenedEntry<InvoiceContent>[] {
  const made = new Set(
    listed.filter(({ state }) => state !== 'pending').map(({ invoiceId }) => invoiceId),
  )
  return entries
    .filter(isInvoice)
    .filter(
      ({ entryId, state, content }) =>
        state !== 'done' &&
        content.outcome?.kind !== 'billed' &&
        !made.has(entryId) &&
        dayInFrance(content.madeAt) === day,
    )
    .toSorted((one, other) => one.sequence - other.sequence)
}

export function stateOf({ state, rejection, corrects, correctedBy }: Invoice, t: Say): string {
  if (correctedBy !== undefined) return t('day.corrected')
  // The insurer never had the first, and was never sent what takes it back.
  if (corrects !== undefined && state === 'rejected') return t('day.tookBack')
  if (rejection === 'rights-closed') return t('day.rejectedClosed')
  return t(stateNames[state])
}

export function keptStateOf({ outcome }: InvoiceContent, t: Say): string {
  return outcome ? t('day.keptRefused') : t('day.kept')
}

export function nameOf({ givenNames, familyName }: Pick<Invoice, 'givenNames' | 'familyName'>) {
  return `${calledName(givenNames)} ${familyName}`
}

function rowOf(invoice: Invoice, t: Say): DayRow {
  const { invoiceId, state, createdAt, validatedAt, lines, securityMode, shares } = invoice
  const { corrects, correctedBy } = invoice
  return {
    id: invoiceId,
    at: (securityMode === 3 && validatedAt) || createdAt,
    name: nameOf(invoice),
    acts: codesOf(lines),
    state: stateOf(invoice, t),
    ...(securityMode === 5 && { note: t('day.degraded') }),
    totalCents: shares.totalCents,
    patientNowCents: shares.now.patientCents,
    isEstimate: false,
    isPending: state === 'pending',
    canResend:
      corrects === undefined && correctedBy === undefined && statesFor('resend').includes(state),
    isOut: correctedBy !== undefined,
    isCorrection: corrects !== undefined,
    ...(corrects === undefined && correctedBy === undefined && { invoice }),
  }
}

function keptRow({ entryId, content }: OpenedEntry<InvoiceContent>, t: Say): DayRow {
  const { madeAt, person, care, estimate } = content
  return {
    id: entryId,
    at: madeAt,
    name: nameOf(person),
    acts: codesOf(care.lines),
    state: keptStateOf(content, t),
    note: t('day.estimate'),
    totalCents: estimate.totalCents,
    patientNowCents: estimate.now.patientCents,
    isEstimate: true,
    isPending: false,
    canResend: false,
    isOut: false,
    isCorrection: false,
  }
}

function codesOf(lines: readonly ActLine[]): string {
  return lines
    .map(({ code, quantity }) => (quantity > 1 ? `${quantity} × ${code}` : code))
    .join(', ')
}
