import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import {
  type JournalEntry,
  type JudgedEntry,
  mostJournalEntries,
  sendJournal,
} from '@etui/shared/wire/journal.ts'
import type { Clock } from '../clock.ts'
import { serve } from '../http/serve.ts'
import type { StretchStore } from '../professional/stretch-store.ts'
import type { StaffStore } from '../staff/staff-store.ts'
import type { JournalReaderNeeds } from './journal-reader.ts'
import type { JournalStore, KeptAnswer } from './journal-store.ts'
import { journalKeptMs, judgeEntry } from './judge-entry.ts'

export interface JournalNeeds extends JournalReaderNeeds {
  readonly journal: JournalStore
  readonly stretches: StretchStore
  readonly isCounterOf: (professionalId: string, counterId: string) => Promise<boolean>
  readonly staff: Pick<StaffStore, 'known'>
  readonly clock: Clock
}

/** A hospital's counters share one address, and come together once its network is back. */
const returningCounters = { most: 600, windowMs: 60_000 }
/** As many entries as an endpoint takes, each as long as it may be. */
const bodyLimit = mostJournalEntries * 10 * 1024

/**
 * The journal of a counter, read without network. Entries are judged in their order, then kept with their answers in one
 * unit: whoever dies in between is asked again, and finds the readings that the first time left. Belongs in the
 * professional scope.
 */
export async function journalRoutes(scope: FastifyInstance, needs: JournalNeeds): Promise<void> {
  const { journal, stretches, clock } = needs

  scope.route(
    serve(sendJournal, { limit: returningCounters, bodyLimit })(async ({ body, session }) => {
      const { professionalId } = session
      const { counterId } = body
      // Whoever signs in next at a machine must not send what is not theirs.
      if (!(await needs.isCounterOf(professionalId, counterId)))
        throw new Refusal('counter-unknown')
      await checkStaff(professionalId, body.entries)
      const entries = body.entries.map((entry) => ({ entry, hash: hashOf(counterId, entry) }))
      const known = await answersTo(entries)
      const since = new Date(clock().getTime() - journalKeptMs)
      const open = await stretches.list(professionalId, counterId, since)
      const judged = []
      for (const { entry, hash } of unique(entries)) {
        if (known.has(entry.entryId)) continue
        const at = clock()
        const seat = { counterId, professionalId, at }
        const { answer, place, proofHash } = await judgeEntry(entry, seat, {
          ...needs,
          stretches: open,
        })
        judged.push({
          entryId: entry.entryId,
          counterId,
          entryHash: hash,
          readAt: new Date(entry.readAt),
          recordedAt: at,
          judgement: answer.judgement,
          personId: place?.personId ?? null,
          beneficiaryId: place?.beneficiaryId ?? null,
          proofHash,
          staffId: entry.staffId ?? null,
          answer: JSON.stringify(answer),
        })
      }
      await journal.keep(professionalId, judged)
      // What is kept is the answer: another request with the same entries may have been faster.
      const kept = judged.length > 0 ? await answersTo(entries) : known
      return { judged: entries.map(({ entry }) => answerIn(kept, entry.entryId)) }

      /** What was answered before to any of these. Throws `journal-conflict`. */
      async function answersTo(asked: typeof entries): Promise<Map<string, KeptAnswer>> {
        const ids = asked.map(({ entry }) => entry.entryId)
        const found = new Map(
          (await journal.find(professionalId, ids)).map((each) => [each.entryId, each]),
        )
        for (const { entry, hash } of asked) {
          const before = found.get(entry.entryId)
          if (before && !before.entryHash.equals(hash)) throw conflict(entry)
        }
        return found
      }
    }),
  )

  /** Whoever has ended meanwhile did read what they read. Throws `staff-unknown` for anybody else's. */
  async function checkStaff(
    professionalId: string,
    entries: readonly JournalEntry[],
  ): Promise<void> {
    const named = new Set(entries.flatMap(({ staffId }) => staffId ?? []))
    const known = await needs.staff.known(professionalId, [...named])
    if (known.size < named.size) throw new Refusal('staff-unknown')
  }
}

interface HashedEntry {
  readonly entry: JournalEntry
  readonly hash: Buffer
}

/** Each entry once. Throws `journal-conflict` for one id with two contents. */
function unique(entries: readonly HashedEntry[]): HashedEntry[] {
  const byId = new Map<string, HashedEntry>()
  for (const each of entries) {
    const first = byId.get(each.entry.entryId)
    if (first && !first.hash.equals(each.hash)) throw conflict(each.entry)
    byId.set(each.entry.entryId, first ?? each)
  }
  return [...byId.values()]
}

function conflict({ entryId }: JournalEntry): Refusal {
  return new Refusal('journal-conflict', { entryId })
}

function answerIn(kept: ReadonlyMap<string, KeptAnswer>, entryId: string): JudgedEntry {
  const found = kept.get(entryId)
  if (!found) throw new TypeError('An entry just kept is there')
  // What is kept there is what the loop above wrote.
  return JSON.parse(found.answer) as JudgedEntry
}

function hashOf(counterId: string, entry: JournalEntry): Buffer {
  const { frame, readAt, verdict, challenge = null, staffId } = entry
  const by = staffId === undefined ? [] : [staffId]
  const said = JSON.stringify([counterId, frame, readAt, verdict, challenge, ...by])
  return createHash('sha256').update(said).digest()
}
