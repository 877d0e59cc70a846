import { and, asc, eq, sql } from 'drizzle-orm'
import type { LetterDeskRequest, LetterItem } from '@etui/shared/phone/letter.ts'
import { askedTogether } from '../db/asked-together.ts'
import type { Database } from '../db/database.ts'
import { isGiven, writeList } from '../db/given-rows.ts'
import { prepared } from '../db/prepared.ts'
import { type SummaryStore, summaryStore } from '../invoice/summary-store.ts'
import type { Keys } from '../keys/keys.ts'
import { keptSince } from './history.ts'
import { mostItems, toldSince, type ToldRow } from './told-since.ts'

/** What happened since a phone's cursor. `cursor` is opaque to the phone; items have ids of their own. */
export interface ItemsSince {
  readonly items: readonly LetterItem[]
  readonly cursor: string
  /** another letter goes on from this cursor */
  readonly hasMore: boolean
  /** what waits at a desk now, whatever the cursor */
  readonly deskRequest?: LetterDeskRequest
}

/**
 * The cursor goes by when a thing was recorded, since a reading made without network is told of later than it is dated. That is
 * set before its commit, so one may appear behind another already sent: the cursor therefore stays this far behind now, and
 * what lies between comes again in the next letter under the same id.
 */
export const settleMs = 15_000

export interface LetterItems {
  since(personId: string, cursor: string, now: Date): Promise<ItemsSince>
}

/** `historyMonths`: what was recorded longer ago is told to nobody. */
export function letterItems(
  database: Database,
  { keys, historyMonths }: { readonly keys: Keys; readonly historyMonths: number },
): LetterItems {
  const run = statementsOf(database)(database.db)
  const after = toldSince(database)
  const summaries = summaryStore(database, keys)
  const atDesks = askedTogether(database, async (ids: readonly string[]) => {
    const list = writeList(database, ids)
    const byId = Map.groupBy(await run.atDesks.execute({ list }), (row) => row.personId)
    return ids.map((personId) => byId.get(personId) ?? [])
  })
  return {
    async since(personId, cursor, now) {
      const from = readCursor(cursor, now)
      const oldest = keptSince(historyMonths, now)
      const told = from.at < oldest ? { at: oldest, key: nothing } : from
      const [rows, requests] = await Promise.all([
        after({ personId, at: told.at, key: told.key }),
        atDesks(personId),
      ])
      const request = requests.find(({ endsAt }) => endsAt > now)
      const settled = rows.findLast((row) => now.getTime() - row.recordedAt.getTime() >= settleMs)
      return {
        items: rows.map((row) => itemOf(personId, row, summaries)),
        cursor: settled
          ? `${settled.recordedAt.getTime()}.${settled.key.toString('base64url')}`
          : from.cursor,
        hasMore: rows.length === mostItems && settled !== undefined,
        ...(request && {
          deskRequest: { askedAt: request.askedAt.getTime(), endsAt: request.endsAt.getTime() },
        }),
      }
    },
  }
}

function itemOf(
  personId: string,
  { kind, key, at, recordedAt, beneficiaryId, sealedContent, ...row }: ToldRow,
  summaries: Pick<SummaryStore, 'open'>,
): LetterItem {
  const it = { at: at.getTime(), beneficiaryId }
  if (kind === 'summary') {
    const id = key.toString('utf8')
    if (sealedContent === null || row.careDay === null) throw new TypeError('a summary is whole')
    const content = summaries.open({ personId, summaryId: id, sealedContent })
    return { ...it, ...content, id, kind, careDay: row.careDay }
  }
  return {
    ...it,
    id: key.toString('base64url'),
    kind,
    counterName: row.counterName ?? '',
    ...(row.organisation !== null && { organisation: row.organisation }),
    professionCode: row.professionCode ?? '',
    ...(row.isOffline === true && { knownAt: recordedAt.getTime() }),
    ...(row.unlockedBy !== null && { unlockedBy: row.unlockedBy }),
    ...(row.way !== null && row.way !== 'code' && { way: row.way }),
    ...(row.isFlagged === true && { isFlagged: true as const }),
    ...(row.reportedAt !== null && { reportedAt: row.reportedAt.getTime() }),
  }
}

const nothing = Buffer.alloc(0)
const beginning = { cursor: '', at: new Date(0), key: nothing }

/** The beginning for a cursor that is empty, not of our making, or of a time to come: ours stay behind now. */
function readCursor(cursor: string, now: Date): typeof beginning {
  // The 32 bytes of a reading's hash, or the 22 of a summary's id.
  const [, at, key] = /^([0-9]{1,13})\.([A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{30})$/.exec(cursor) ?? []
  if (at === undefined || key === undefined || Number(at) > now.getTime()) return beginning
  return { cursor, at: new Date(Number(at)), key: Buffer.from(key, 'base64url') }
}

function statementsOf(database: Database) {
  const { people, deskApprovals } = database.tables
  return prepared((db) => ({
    atDesks: db
      .select({
        personId: people.personId,
        askedAt: deskApprovals.askedAt,
        endsAt: deskApprovals.endsAt,
      })
      .from(people)
      .innerJoin(deskApprovals, eq(deskApprovals.registryId, people.registryId))
      .where(
        and(
          isGiven(database, people.personId),
          // Written out: the index of those that wait is for this state alone.
          sql`${deskApprovals.state} = 'waiting'`,
        ),
      )
      .orderBy(asc(deskApprovals.endsAt)),
  }))
}
