import { and, asc, eq, gt, or, sql } from 'drizzle-orm'
import type { LetterDeskRequest, LetterItem } from '@etui/shared/phone/letter.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

/** What happened since a phone's cursor. `cursor` is opaque to the phone; items have ids of their own. */
export interface ItemsSince {
  readonly items: readonly LetterItem[]
  readonly cursor: string
  /** what waits at a desk now, whatever the cursor */
  readonly deskRequest?: LetterDeskRequest
}

/** At most so many items in a letter; the next one brings the rest. */
export const mostItems = 200
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
  return {
    async since(personId, cursor, now) {
      const from = readCursor(cursor, now)
      const [rows, [request]] = await Promise.all([
        run.since.execute({ personId, at: from.at, proofHash: from.proofHash }),
        run.deskRequest.execute({ personId, now }),
      ])
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

function statementsOf({ tables }: Database) {
  const { readings, counters, professionals, people, deskApprovals } = tables
  const at = placed(readings.recordedAt, 'at')
  return prepared((db) => ({
    deskRequest: db
      .select({ askedAt: deskApprovals.askedAt, endsAt: deskApprovals.endsAt })
      .from(people)
      .innerJoin(deskApprovals, eq(deskApprovals.registryId, people.registryId))
      .where(
        and(
          eq(people.personId, sql.placeholder('personId')),
          eq(deskApprovals.state, 'waiting'),
          gt(deskApprovals.endsAt, placed(deskApprovals.endsAt, 'now')),
        ),
      )
      .orderBy(asc(deskApprovals.endsAt))
      .limit(1),
    since: db
      .select({
        proofHash: readings.proofHash,
        readAt: readings.readAt,
        recordedAt: readings.recordedAt,
        beneficiaryId: readings.beneficiaryId,
        counterName: counters.name,
        professionCode: professionals.professionCode,
      })
      .from(readings)
      .leftJoin(
        counters,
        and(
          eq(counters.professionalId, readings.professionalId),
          eq(counters.counterId, readings.counterId),
        ),
      )
      .leftJoin(professionals, eq(professionals.professionalId, readings.professionalId))
      .where(
        and(
          eq(readings.personId, sql.placeholder('personId')),
          or(
            gt(readings.recordedAt, at),
            and(
              eq(readings.recordedAt, at),
              gt(readings.proofHash, placed(readings.proofHash, 'proofHash')),
            ),
          ),
        ),
      )
      .orderBy(asc(readings.recordedAt), asc(readings.proofHash))
      .limit(mostItems),
  }))
}
