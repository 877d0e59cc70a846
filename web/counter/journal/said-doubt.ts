import type { DoubtContent, OpenedEntry } from '../../src/journal/entry-content.ts'
import type { SaidCause, SaidState, Speech } from './said-state.ts'

/** How an invoice stands whose answer was lost. */
export function stateOfDoubt(
  { state, content }: OpenedEntry<DoubtContent>,
  { t, money }: Speech,
): SaidState {
  const { outcome, totalCents } = content
  const amount = money(totalCents)
  if (!outcome) return { kind: 'again', state: t('journal.doubt.waiting', { amount }) }
  const isMade = outcome === 'made'
  const said = t(isMade ? 'journal.doubt.made' : 'journal.doubt.pending', { amount })
  if (isMade) return { kind: 'good', state: said }
  return state === 'done'
    ? { kind: 'plain', state: t('journal.state.seen', { said }) }
    : { kind: 'again', state: said }
}

export function attentionOfDoubt(
  content: DoubtContent,
  { t, dates, money, now }: Speech,
): SaidCause {
  const { madeAt, outcome, totalCents } = content
  const when = dates.moment(new Date(madeAt), now)
  const isMade = outcome === 'made'
  return {
    kind: 'again',
    about: t('journal.invoice.made', { when, amount: money(totalCents) }),
    cause: t(isMade ? 'journal.doubt.causeMade' : 'journal.doubt.causePending'),
    next: t(isMade ? 'journal.doubt.nextMade' : 'journal.doubt.nextPending'),
  }
}
