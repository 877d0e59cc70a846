import type { ReadingWay } from '@etui/shared/phone/letter.ts'
import type { ReportOutcome } from '@etui/shared/wire/report.ts'

/** Outcomes and ways, by the keys of the texts. */
export const outcomeWords = {
  recognised: 'reports.outcomes.recognised',
  'counter-warned': 'reports.outcomes.counterWarned',
  'card-blocked': 'reports.outcomes.cardBlocked',
  unresolved: 'reports.outcomes.unresolved',
} as const satisfies Record<ReportOutcome, string>

export const wayWords = {
  code: 'reports.ways.code',
  tap: 'reports.ways.tap',
  challenge: 'reports.ways.challenge',
  practice: 'reports.ways.practice',
} as const satisfies Record<ReadingWay, string>
