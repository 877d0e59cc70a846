import {
  Array,
  Boolean,
  Integer,
  Null,
  Object,
  Optional,
  String,
  Union,
  Unsafe,
  type Static,
} from 'typebox'
import { type ReadingWay, readingWays } from '../phone/letter.ts'
import { DeskPerson } from './desk.ts'
import { endpoint } from './endpoint.ts'
import { Bytes, Instant } from './shapes.ts'

const exact = { additionalProperties: false } as const

/**
 * For the phone: says that a reading of one's card was not one's own doing. It is kept for the insurer's agents and written
 * in their log; nothing is blocked by it. The same again gets the same answer.
 */
export const reportReading = endpoint({
  method: 'POST',
  url: '/readings/:readingId/report',
  params: Object({ readingId: Bytes(32) }),
  answer: Object({ reportedAt: Instant() }),
  problems: ['reading-unknown'],
})

/**
 * What became of a report: its holder knows the reading after all; the counter was spoken to; the card was blocked; nothing
 * can be told.
 */
export const reportOutcomes = [
  'recognised',
  'counter-warned',
  'card-blocked',
  'unresolved',
] as const
export type ReportOutcome = (typeof reportOutcomes)[number]

const Outcome = Unsafe<ReportOutcome>({ type: 'string', enum: [...reportOutcomes] })

/** A reading that its holder does not know, for the agents. What is known of a reading that is forgotten is less. */
export const Report = Object({
  reportId: String(),
  reportedAt: Instant(),
  readAt: Instant(),
  /** empty texts are of a counter that is no more */
  counterName: String(),
  organisation: String(),
  professionCode: String(),
  way: Unsafe<ReadingWay>({ type: 'string', enum: [...readingWays] }),
  isOffline: Boolean(),
  /** another counter read the card within minutes */
  isFlagged: Boolean(),
  /** null where the registry no longer knows them */
  person: Union([DeskPerson, Null()]),
  closed: Optional(Object({ at: Instant(), outcome: Outcome })),
})
export type Report = Static<typeof Report>

/** For the agents: the hundred oldest that are open, and the fifty closed last. */
export const readReports = endpoint({
  method: 'GET',
  url: '/reports',
  answer: Object({
    openCount: Integer({ minimum: 0 }),
    open: Array(Report),
    closed: Array(Report),
  }),
  problems: ['sign-in-needed'],
})

/** Closes a report with what became of it, once. */
export const closeReport = endpoint({
  method: 'POST',
  url: '/reports/:reportId',
  params: Object({ reportId: String({ pattern: '^[A-Za-z0-9_-]{1,40}$' }) }),
  body: Object({ outcome: Outcome }, exact),
  answer: Object({ closed: Object({ at: Instant(), outcome: Outcome }) }),
  problems: ['sign-in-needed', 'report-closed'],
})
