import { calledName } from '@etui/shared/card/said-name.ts'
import { isDoubt, isInvoice, isReading } from '../../src/journal/entry-content.ts'
import type { EntryContent, OpenedEntry } from '../../src/journal/entry-content.ts'
import { attentionOfDoubt, stateOfDoubt } from './said-doubt.ts'
import { attentionOfInvoice, stateOfInvoice } from './said-invoice.ts'
import { attentionOfReading, stateOfReading } from './said-reading.ts'
import type { SaidCause, SaidState, Speech } from './said-state.ts'

interface SaidBase {
  readonly entryId: string
  readonly name: string
  /** who did it, where it was not the professional */
  readonly by?: string
}

/** One line of the journal: who, when, and how it stands. */
export interface SaidEntry extends SaidBase, SaidState {
  readonly when: string
}

export interface SaidAttention extends SaidBase, SaidCause {}

export function sayEntry(entry: OpenedEntry, speech: Speech): SaidEntry {
  const { content } = entry
  return { ...baseOf(entry, speech), when: whenOf(content, speech), ...stateOf(entry, speech) }
}

export function sayAttention(entry: OpenedEntry, speech: Speech): SaidAttention {
  return { ...baseOf(entry, speech), ...causeOf(entry.content, speech) }
}

function causeOf(content: EntryContent, speech: Speech): SaidCause {
  if (content.kind === 'reading') return attentionOfReading(content, speech)
  return content.kind === 'invoice'
    ? attentionOfInvoice(content, speech)
    : attentionOfDoubt(content, speech)
}

function stateOf(entry: OpenedEntry, speech: Speech): SaidState {
  if (isInvoice(entry)) return stateOfInvoice(entry, speech)
  if (isReading(entry)) return stateOfReading(entry, speech)
  if (isDoubt(entry)) return stateOfDoubt(entry, speech)
  throw new TypeError('an entry is a reading, an invoice or a doubt')
}

function baseOf({ entryId, content }: OpenedEntry, { t }: Speech): SaidBase {
  const { person, staff, kind } = content
  const name = person
    ? `${calledName(person.givenNames)} ${person.familyName}`
    : t('journal.nobody')
  if (!staff) return { entryId, name }
  const by = kind === 'reading' ? 'journal.by' : 'journal.billedBy'
  return { entryId, name, by: t(by, { name: staff.name }) }
}

/** The hour alone today, the whole moment otherwise. */
function whenOf(content: EntryContent, { dates, now }: Speech): string {
  const at = new Date(content.kind === 'reading' ? content.readAt : content.madeAt)
  const isToday = dates.day(at) === dates.day(now)
  return isToday ? dates.hour(at) : dates.moment(at, now)
}
