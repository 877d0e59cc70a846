import { calledName } from '@etui/shared/card/said-name.ts'
import type { Judgement } from '@etui/shared/wire/journal.ts'
import type { Dates } from '../../src/i18n/dates.ts'
import type { EntryContent, OpenedEntry } from '../../src/journal/entry-content.ts'

interface Speech {
  t(key: string, blanks?: Record<string, string | number>): string
  readonly dates: Dates
  /** by the server's clock */
  readonly now: Date
}

/** One line of the journal: who, when, and how the reading stands, by a shape and in words. */
export interface SaidEntry {
  readonly entryId: string
  readonly when: string
  readonly name: string
  readonly kind: 'plain' | 'good' | 'again' | 'stop'
  readonly state: string
  /** who read it, where it was not the professional */
  readonly by?: string
}

/** What a person has to look at: why, and the one thing to do. */
export interface SaidAttention extends Omit<SaidEntry, 'state'> {
  readonly cause: string
  readonly next: string
}

const kinds = {
  accepted: 'good',
  blocked: 'stop',
  'used-elsewhere': 'again',
  clock: 'again',
  refused: 'stop',
} as const satisfies Record<Judgement, SaidEntry['kind']>

/** Read and refused on the spot, by the verdicts that the journal takes besides `valid`. */
const refusedHere: Readonly<Record<string, string>> = {
  specimen: 'journal.state.specimen',
  revoked: 'journal.state.revoked',
  replayed: 'journal.state.replayed',
}

export function sayEntry({ entryId, state, content }: OpenedEntry, speech: Speech): SaidEntry {
  const base = {
    entryId,
    when: whenOf(content, speech),
    name: nameOf(content, speech),
    ...byOf(content, speech),
  }
  const { t } = speech
  const { verdict, judged } = content
  const here = refusedHere[verdict]
  if (state === 'waiting') {
    const said = t('journal.state.waiting')
    return { ...base, kind: 'plain', state: here === undefined ? said : `${t(here)}, ${said}` }
  }
  if (here !== undefined) return { ...base, kind: 'plain', state: t(here) }
  const judgement = judged?.judgement ?? 'refused'
  const said = judgedWords(content, judgement, speech)
  // Seen by a person: it keeps its words, and calls no more.
  const isSeen = state === 'done' && judgement !== 'accepted'
  return {
    ...base,
    kind: isSeen ? 'plain' : kinds[judgement],
    state: isSeen ? t('journal.state.seen', { said }) : said,
  }
}

export function sayAttention({ entryId, content }: OpenedEntry, speech: Speech): SaidAttention {
  const { t } = speech
  const judgement = content.judged?.judgement ?? 'refused'
  const base = {
    entryId,
    when: speech.dates.moment(new Date(content.readAt), speech.now),
    name: nameOf(content, speech),
    kind: kinds[judgement],
    ...byOf(content, speech),
  }
  switch (judgement) {
    case 'blocked': {
      const when = moment(content.judged?.blockedAt, speech)
      const cause = when ? t('journal.cause.blocked', { when }) : t('journal.cause.blockedPlain')
      return { ...base, cause, next: t('journal.next.blocked') }
    }
    case 'used-elsewhere':
      return { ...base, cause: usedWhere(content, speech), next: t('journal.next.used') }
    case 'clock':
      return { ...base, cause: t('journal.cause.clock'), next: t('journal.next.clock') }
    default:
      return { ...base, cause: t('journal.cause.refused'), next: t('journal.next.refused') }
  }
}

function judgedWords({ judged }: EntryContent, judgement: Judgement, { t, dates }: Speech): string {
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

function usedWhere({ judged }: EntryContent, speech: Speech): string {
  const { t } = speech
  const when = moment(judged?.previous?.readAt, speech)
  if (when === undefined) return t('journal.cause.usedPlain')
  const name = judged?.previous?.counterName
  return name === undefined
    ? t('journal.cause.used', { when })
    : t('journal.cause.usedNamed', { when, name })
}

/** The hour alone today, the whole moment otherwise. */
function whenOf({ readAt }: EntryContent, { dates, now }: Speech): string {
  const at = new Date(readAt)
  const isToday = dates.day(at) === dates.day(now)
  return isToday ? dates.hour(at) : dates.moment(at, now)
}

function nameOf({ person }: EntryContent, { t }: Speech): string {
  return person ? `${calledName(person.givenNames)} ${person.familyName}` : t('journal.nobody')
}

function byOf({ staff }: EntryContent, { t }: Speech): Pick<SaidEntry, 'by'> {
  return staff ? { by: t('journal.by', { name: staff.name }) } : {}
}

function moment(at: number | undefined, { dates, now }: Speech): string | undefined {
  return at === undefined ? undefined : dates.moment(new Date(at), now)
}
