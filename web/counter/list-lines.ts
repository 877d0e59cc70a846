import type { Dates } from '../src/i18n/dates.ts'
import { freshnessOf } from '../src/workstation/freshness.ts'
import type { JournalCounts } from '../src/journal/journal.ts'
import type { KeptFacts } from '../src/workstation/workstation-db.ts'
import { sayDuration } from './verdict/said-duration.ts'

export interface FreshLine {
  readonly text: string
  readonly good: boolean
}

interface Speech {
  t(key: string, blanks?: Record<string, string | number>): string
  readonly dates: Dates
  /** numbers with one decimal, in the language of the page */
  readonly tenths: Intl.NumberFormat
  /** milliseconds, the server's clock */
  readonly now: number
}

/** Beyond this a machine's clock is told as corrected, though it is. */
const CLOCK_GOOD_MS = 2_000

const status = {
  fresh: 'lists.status',
  old: 'lists.statusOld',
  'too-old': 'lists.statusTooOld',
  missing: 'lists.statusMissing',
} as const

const trusted = {
  fresh: 'lists.trusted',
  old: 'lists.trustedOld',
  'too-old': 'lists.trustedTooOld',
  missing: 'lists.trustedMissing',
} as const

/** The foot of the desk: each list with its date, and the clock. Ochre from a day on. */
export function listLines(facts: KeptFacts, { t, dates, tenths, now }: Speech): FreshLine[] {
  const { statusAsOf, trustedList, clock } = facts
  const statusState = freshnessOf(statusAsOf, now)
  const trustedState = freshnessOf(trustedList?.checkedAt, now)
  return [
    {
      text: t(status[statusState], {
        when: statusAsOf ? dates.moment(new Date(statusAsOf), new Date(now)) : '',
      }),
      good: statusState === 'fresh',
    },
    {
      text: t(trusted[trustedState], {
        when: trustedList ? dates.dayOfYear(new Date(trustedList.issuedAt)) : '',
      }),
      good: trustedState === 'fresh',
    },
    clockLine(clock?.offsetMs, { t, tenths }),
  ]
}

function clockLine(
  offsetMs: number | undefined,
  { t, tenths }: Pick<Speech, 't' | 'tenths'>,
): FreshLine {
  if (offsetMs === undefined) return { text: t('lists.clockUnsure'), good: false }
  if (Math.abs(offsetMs) <= CLOCK_GOOD_MS) {
    return { text: t('lists.clock', { off: tenths.format(Math.abs(offsetMs) / 1000) }), good: true }
  }
  const { key, blanks } = sayDuration(offsetMs / 1000)
  return { text: t('lists.clockOff', { off: t(key, { ...blanks }) }), good: false }
}

/** What of the journal calls somebody: to look at first, then to be sent. Good when it is empty. */
export function journalLine(
  { waiting, attention }: JournalCounts,
  { t }: Pick<Speech, 't'>,
): FreshLine {
  if (attention > 0) return { text: t('journal.toLookAt', { count: attention }), good: false }
  if (waiting > 0) return { text: t('journal.toSend', { count: waiting }), good: false }
  return { text: t('journal.empty'), good: true }
}
