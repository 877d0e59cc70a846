import { Array, Integer, Literal, Object, Optional, String, Union, type Static } from 'typebox'
import { CardPerson, PreviousReading } from './counter.ts'
import { endpoint } from './endpoint.ts'
import { Bytes, Instant } from './shapes.ts'

const exact = { additionalProperties: false } as const

/** How many entries go in one request. */
export const mostJournalEntries = 50

/** One presentation that a counter read without network, as it was scanned and as it was judged there. */
export const JournalEntry = Object(
  {
    /** drawn by the counter: the entry is the same however often it is sent */
    entryId: Bytes(16),
    frame: String({ maxLength: 8000 }),
    /** the server's clock, as the counter knew it */
    readAt: Instant(),
    /** of PRESENTATION.md's closed list */
    verdict: String({ maxLength: 32 }),
    /** the challenge of this counter that the presentation answers, base64url */
    challenge: Optional(String({ maxLength: 800, pattern: '^[A-Za-z0-9_-]*$' })),
    /** who read it for the professional, as the counter knew it */
    staffId: Optional(String({ minLength: 1, maxLength: 16 })),
  },
  exact,
)
export type JournalEntry = Static<typeof JournalEntry>

/**
 * What the server says of an entry, at the entry's own time. `accepted`: it is a reading, which the holder sees.
 * `blocked`: the card was blocked by then. `used-elsewhere`: another counter had that presentation. `clock`: no time at
 * which this counter could have read it. `refused`: not genuine, or not for this counter, by `verdict`.
 */
export const Judgement = Union([
  Literal('accepted'),
  Literal('blocked'),
  Literal('used-elsewhere'),
  Literal('clock'),
  Literal('refused'),
])
export type Judgement = Static<typeof Judgement>

export const JudgedEntry = Object({
  entryId: String(),
  judgement: Judgement,
  /** the server's own, where it came to verify */
  verdict: Optional(String()),
  secondsOff: Optional(Integer()),
  /** of `used-elsewhere`; `counterName` only when it is one of this professional's */
  previous: Optional(PreviousReading),
  blockedAt: Optional(Instant()),
  person: Optional(CardPerson),
})
export type JudgedEntry = Static<typeof JudgedEntry>

/**
 * Hands over what was read at a counter without network, in order. The same entry again gets the same answer; the same
 * id with anything else in it is `journal-conflict`, an entry by nobody of this professional's is `staff-unknown`, and then
 * nothing of the request was taken. Whoever has ended since is still who read it.
 */
export const sendJournal = endpoint({
  method: 'POST',
  url: '/journal',
  body: Object(
    {
      counterId: String({ minLength: 1, maxLength: 16 }),
      entries: Array(JournalEntry, { minItems: 1, maxItems: mostJournalEntries }),
    },
    exact,
  ),
  answer: Object({ judged: Array(JudgedEntry) }),
  problems: ['sign-in-needed', 'counter-unknown', 'journal-conflict', 'staff-unknown'],
})
