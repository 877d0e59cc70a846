import { and, asc, eq, sql } from 'drizzle-orm'
import type { LetterDeskRequest, LetterItem } from '@etui/shared/phone/letter.ts'
import { askedTogether } from '../db/asked-together.ts'
import type { Database } from '../db/database.ts'
import { isGiven, writeList } from '../db/given-rows.ts'
import { prepared } from '../db/prepared.ts'
import { readingsSince } from './readings-since.ts'

/** What happened since a phone's cursor. `cursor` is opaque to the phone; items have ids of their own. */
export interface ItemsSince {
  readonly items: readonly LetterItem[]
  readonly cursor: string
  /** what waits at a desk now, whatever the cursor */
  readonly deskRequest?: LetterDeskRequest
}

/**
 * The cursor goes by when a reading was recorded, since one made without network is told of later than it is dated. That is
 * set before its commit, so one may appear behind another already sent: the cursor therefore stays this far behind now, and
 * what lies between comes again in the next letter under the same id.
 */
export const settleMs = 15_000

export interface LetterItems {
  since(personId: string, cursor: string, now: Date): Promise<ItemsSince>
}

export function letterItems(database: Database): LetterItems {
  const run = statementsOf(database)(database.db)
  const readingsAfter = readingsSince(database)
  const atDesks = askedTogether(database, async (ids: readonly string[]) => {
    const list = writeList(database, ids)
    const byId = Map.groupBy(await run.atDesks.execute({ list }), (row) => row.personId)
    return ids.map((personId) => byId.get(personId) ?? [])
  })
  return {
    async since(personId, cursor, now) {
      const from = readCursor(cursor, now)
      const [rows, requests] = await Promise.all([
        readingsAfter({ personId, at: from.at, proofHash: from.proofHash }),
        atDesks(personId),
      ])
      const request = requests.find(({ endsAt }) => endsAt > now)
      const settled = rows.findLast((row) => now.getTime() - row.recordedAt.getTime() >= settleMs)
      return {
        items: rows.map((row) => ({
          id: row.proofHash.toString('base64url'),
          kind: 'reading',
          at: row.readAt.getTime(),
          beneficiaryId: row.beneficiaryId,
          counterName: row.counterName ?? '',
          professionCode: row.professionCode ?? '',
        })),
        cursor: settled
          ? `${settled.recordedAt.getTime()}.${settled.proofHash.toString('base64url')}`
          : from.cursor,
        ...(request && {
          deskRequest: { askedAt: request.askedAt.getTime(), endsAt: request.endsAt.getTime() },
        }),
      }
    },
  }
}

const beginning = { cursor: '', at: new Date(0), proofHash: Buffer.alloc(0) }

/** The beginning for a cursor that is empty, not of our making, or of a time to come: ours stay behind now. */
function readCursor(cursor: string, now: Date): typeof beginning {
  const [, at, hash] = /^([0-9]{1,13})\.([A-Za-z0-9_-]{43})$/.exec(cursor) ?? []
  if (at === undefined || hash === undefined || Number(at) > now.getTime()) return beginning
  return { cursor, at: new Date(Number(at)), proofHash: Buffer.from(hash, 'base64url') }
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
