import type { Judgement } from '@etui/shared/wire/journal.ts'
import type { Judged, OpenedEntry, ReadingContent } from '../../src/journal/entry-content.ts'
import type { SaidCause, SaidState, Speech } from './said-state.ts'

const kinds = {
  accepted: 'good',
  blocked: 'stop',
  'used-elsewhere': 'again',
  clock: 'again',
  refused: 'stop',
} as const satisfies Record<Judgement, SaidState['kind']>

/** Read and refused on the spot, by the verdicts that the journal takes besides `valid`. */
const refusedHere: Readonly<Record<string, string>> = {
  specimen: 'journal.state.specimen',
  revoked: 'journal.state.revoked',
  replayed: 'journal.state.replayed',
}

/** How a reading stands. */
export function stateOfReading(
  { state, content }: OpenedEntry<ReadingContent>,
  speech: Speech,
): SaidState {
  const { t } = speech
  const { verdict, judged } = content
  const here = refusedHere[verdict]
  if (state === 'waiting') {
    const said = t('journal.state.waiting')
    return { kind: 'plain', state: here === undefined ? said : `${t(here)}, ${said}` }
  }
  if (here !== undefined) return { kind: 'plain', state: t(here) }
  const judgement = judged?.judgement ?? 'refused'
  const said = judgedWords(judged, judgement, speech)
  // Seen by a person: it keeps its words, and calls no more.
  const isSeen = state === 'done' && judgement !== 'accepted'
  if (isSeen) return { kind: 'plain', state: t('journal.state.seen', { said }) }
  return { kind: kinds[judgement], state: said }
}

export function attentionOfReading({ readAt, judged }: ReadingContent, speech: Speech): SaidCause {
  const { t, dates, now } = speech
  const when = dates.moment(new Date(readAt), now)
  const about = t('journal.read', { when })
  const judgement = judged?.judgement ?? 'refused'
  const next = {
    accepted: 'journal.next.refused',
    blocked: 'journal.next.blocked',
    'used-elsewhere': 'journal.next.used',
    clock: 'journal.next.clock',
    refused: 'journal.next.refused',
  } as const satisfies Record<Judgement, string>
  return { kind: kinds[judgement], about, cause: causeOf(judged, speech), next: t(next[judgement]) }
}

/** Why a reading was not accepted. */
export function causeOf(judged: Judged | undefined, speech: Speech): string {
  const { t } = speech
  switch (judged?.judgement) {
    case 'blocked': {
      const when = moment(judged.blockedAt, speech)
      return when ? t('journal.cause.blocked', { when }) : t('journal.cause.blockedPlain')
    }
    case 'used-elsewhere':
      return usedWhere(judged, speech)
    case 'clock':
      return t('journal.cause.clock')
    default:
      return t('journal.cause.refused')
  }
}

function judgedWords(
  judged: Judged | undefined,
  judgement: Judgement,
  { t, dates }: Speech,
): string {
  switch (judgement) {
    case 'accepted':
      return t('journal.state.accepted')
    case 'blocked':
      return t('journal.state.blocked')
    case 'used-elsewhere': {
      const at = judged?.previous?.readAt
      return at === undefined
        ? t('journal.state.usedPlain')
        : t('journal.state.used', { when: dates.hour(new Date(at)) })
    }
    case 'clock':
      return t('journal.state.clock')
    default:
      return t('journal.state.refused')
  }
}

function usedWhere({ previous }: Judged, speech: Speech): string {
  const { t } = speech
  const when = moment(previous?.readAt, speech)
  if (when === undefined) return t('journal.cause.usedPlain')
  const name = previous?.counterName
  return name === undefined
    ? t('journal.cause.used', { when })
    : t('journal.cause.usedNamed', { when, name })
}

function moment(at: number | undefined, { dates, now }: Speech): string | undefined {
  return at === undefined ? undefined : dates.moment(new Date(at), now)
}
