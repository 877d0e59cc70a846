import type {
  InvoiceContent,
  InvoiceOutcome,
  OpenedEntry,
} from '../../src/journal/entry-content.ts'
import type { SaidCause, SaidState, Speech } from './said-state.ts'
import { causeOf } from './said-reading.ts'

/** How an invoice made without network stands. */
export function stateOfInvoice(
  { state, content }: OpenedEntry<InvoiceContent>,
  { t, money }: Speech,
): SaidState {
  const { estimate, outcome } = content
  if (!outcome) {
    const amount = money(estimate.totalCents)
    return { kind: 'plain', state: t('journal.invoice.waiting', { amount }) }
  }
  if (outcome.kind === 'billed') {
    const said = t('journal.invoice.billed', { amount: money(outcome.shares.totalCents) })
    return { kind: state === 'attention' ? 'again' : 'good', state: said }
  }
  const said = t('journal.invoice.refused', { amount: money(estimate.totalCents) })
  if (state === 'done') return { kind: 'plain', state: t('journal.state.seen', { said }) }
  return { kind: 'stop', state: said }
}

export function attentionOfInvoice(content: InvoiceContent, speech: Speech): SaidCause {
  const { t, dates, money, now } = speech
  const { madeAt, estimate, outcome } = content
  const when = dates.moment(new Date(madeAt), now)
  const about = t('journal.invoice.made', { when, amount: money(estimate.totalCents) })
  if (outcome?.kind !== 'billed') return { kind: 'stop', about, ...refusedWords(outcome, speech) }
  const isNow = outcome.isOther === 'now'
  const [told, made] = isNow
    ? [estimate.now.patientCents, outcome.shares.now.patientCents]
    : [estimate.patientCents, outcome.shares.patientCents]
  return {
    kind: 'again',
    about,
    cause: t(isNow ? 'journal.invoice.otherNow' : 'journal.invoice.otherLater'),
    amounts: [
      { name: t('journal.invoice.told'), amount: money(told) },
      { name: t('journal.invoice.real'), amount: money(made) },
    ],
    next: t(
      !isNow
        ? 'journal.invoice.nextLater'
        : made > told
          ? 'journal.invoice.nextMore'
          : made < told
            ? 'journal.invoice.nextLess'
            : 'journal.invoice.nextSame',
    ),
  }
}

function refusedWords(
  outcome: Extract<InvoiceOutcome, { kind: 'refused' }> | undefined,
  speech: Speech,
): Pick<SaidCause, 'cause' | 'next'> {
  const { t } = speech
  if (outcome?.judged) {
    return { cause: causeOf(outcome.judged, speech), next: t('journal.invoice.nextReading') }
  }
  const isReading = outcome?.code === 'entry-refused' || outcome?.code === 'entry-unknown'
  return {
    cause: t(isReading ? 'journal.invoice.noReading' : 'journal.invoice.notBillable'),
    next: t(isReading ? 'journal.invoice.nextReading' : 'journal.invoice.nextAgain'),
  }
}
