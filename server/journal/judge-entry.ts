import type { Verification } from '@etui/shared/presentation/verification.ts'
import { verifyPresentation } from '@etui/shared/presentation/verify-presentation.ts'
import type { JournalEntry, JudgedEntry, Judgement } from '@etui/shared/wire/journal.ts'
import type { Stretch } from '../professional/stretch-store.ts'
import type { CardPlace } from '../reading/reading-store.ts'
import { personOf, previousOf, tellsPerson } from '../reading/reading-answer.ts'
import { JournalReader, type JournalReaderNeeds, type JournalSeat } from './journal-reader.ts'

/** A counter's clock may be ahead of the server's by so much. */
const aheadMs = 60_000
/** An entry older than this is judged no more: the keys and indices it needs are going. */
export const journalKeptMs = 31 * 24 * 60 * 60_000

/** What is answered to an entry, and of an accepted one whose card it was: an invoice may be made of it. */
export interface JudgedReading {
  readonly answer: JudgedEntry
  readonly place: CardPlace | null
  /** of that reading */
  readonly proofHash: Buffer | null
}

/**
 * Judges one entry of a counter's journal at the entry's own time, and records the reading it accepts. `stretches` are those
 * in which the professional could verify at that counter. Never throws for what is in the entry.
 */
export async function judgeEntry(
  entry: JournalEntry,
  seat: JournalSeat,
  needs: JournalReaderNeeds & { readonly stretches: readonly Stretch[] },
): Promise<JudgedReading> {
  const { entryId } = entry
  if (!isPossible(entry, seat, needs.stretches)) {
    return { answer: { entryId, judgement: 'clock' }, place: null, proofHash: null }
  }
  const reader = new JournalReader(seat, entry, needs)
  const verification = await verifyPresentation(entry.frame, reader)
  const { verdict, card } = verification
  const { blockedAt } = reader
  const judgement = judgementOf(verification)
  const answer: JudgedEntry = {
    entryId,
    judgement,
    verdict,
    ...('secondsOff' in verification && { secondsOff: verification.secondsOff }),
    ...(verdict === 'replayed' && previousOf(reader, seat)),
    ...(verdict === 'revoked' && blockedAt && { blockedAt: blockedAt.getTime() }),
    ...(card && tellsPerson.includes(verdict) && { person: personOf(card) }),
  }
  if (verification.verdict !== 'valid') return { answer, place: null, proofHash: null }
  return { answer, place: reader.place, proofHash: Buffer.from(verification.replayKey) }
}

function isPossible(
  { readAt }: JournalEntry,
  { at }: JournalSeat,
  stretches: readonly Stretch[],
): boolean {
  const now = at.getTime()
  if (readAt > now + aheadMs || readAt < now - journalKeptMs) return false
  return stretches.some(
    ({ startedAt, endsAt }) => startedAt.getTime() <= readAt && readAt < endsAt.getTime(),
  )
}

function judgementOf({ verdict }: Verification): Judgement {
  switch (verdict) {
    case 'valid':
      return 'accepted'
    case 'revoked':
      return 'blocked'
    case 'replayed':
      return 'used-elsewhere'
    case 'stale':
    case 'clock':
      return 'clock'
    default:
      return 'refused'
  }
}
