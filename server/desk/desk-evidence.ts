import { randomBytes } from 'node:crypto'
import { count, eq, inArray, lte, min, not, sql } from 'drizzle-orm'
import { deskKeptMs } from '@etui/shared/enrolment/retention.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { together } from '../db/together.ts'

/** A document's number, and what a holder wrote of their file: the words of `deletions.what`. */
export type DeskPart = 'document-number' | 'correction'

export interface DeskFigures {
  /** kept, and may be for a while yet */
  readonly due: number
  /** when the first of those must be gone */
  readonly firstDueAt: Date | undefined
  readonly overdue: number
  /** forgotten, with a record: after an agent decided, and because nobody did */
  readonly done: { readonly decision: number; readonly age: number }
}

/**
 * What desks and corrections leave sealed, until it must be gone: a document's number `deskKeptMs` after it was seen; a
 * correction as long after it was closed, or after it was asked where nobody closes it.
 */
export interface DeskEvidence {
  /**
   * Forgets at most so many of what is due, and leaves a record of each that says nothing of what it held: all or nothing,
   * in one unit. Answers how many; whatever another process forgot first is not counted, nor recorded again.
   */
  forget(part: DeskPart, at: Date, most: number): Promise<number>
  figures(part: DeskPart, at: Date): Promise<DeskFigures>
}

export function deskEvidence(database: Database): DeskEvidence {
  const run = statementsOf(database)(database.db)

  /** Those forgotten just now. */
  async function take(part: DeskPart, asked: { before: Date; most: number }) {
    if (part === 'document-number') {
      const seen = await run.forgetNumbers.execute(asked)
      return seen.map(({ id, state, askedAt }) => {
        return { id, isDecided: state === 'approved' || state === 'refused', since: askedAt }
      })
    }
    const told = await run.forgetCorrections.execute(asked)
    return told.map(({ id, createdAt, closedAt }) => {
      return { id, isDecided: closedAt !== null, since: closedAt ?? createdAt }
    })
  }

  return {
    forget: (part, at, most) =>
      database.unit(async () => {
        const gone = await take(part, { before: new Date(at.getTime() - deskKeptMs), most })
        await together(
          gone.map(({ id, isDecided, since }) =>
            run.record.execute({
              deletionId: randomBytes(12).toString('base64url'),
              checkId: id,
              what: part,
              cause: isDecided ? 'decision' : 'age',
              dueAt: dueAt(since),
              at,
            }),
          ),
        )
        return gone.length
      }),

    async figures(part, at) {
      const asked = { before: new Date(at.getTime() - deskKeptMs) }
      const isNumber = part === 'document-number'
      const [due] = await (isNumber ? run.dueNumbers : run.dueCorrections).execute(asked)
      const [over] = await (isNumber ? run.overNumbers : run.overCorrections).execute(asked)
      const done = await run.done.execute({ what: part })
      const doneBy = (cause: 'decision' | 'age') =>
        Number(done.find((each) => each.cause === cause)?.count ?? 0)
      return {
        due: Number(due?.count ?? 0),
        firstDueAt: due?.since ? dueAt(due.since) : undefined,
        overdue: Number(over?.count ?? 0),
        done: { decision: doneBy('decision'), age: doneBy('age') },
      }
    },
  }
}

function dueAt(since: Date): Date {
  return new Date(since.getTime() + deskKeptMs)
}

function statementsOf({ tables }: Database) {
  const { deskApprovals: seen, corrections: told, deletions } = tables
  const most = sql.placeholder('most')
  const isOverSeen = lte(seen.askedAt, placed(seen.askedAt, 'before'))
  /** Since when a correction is kept; read through a column, so that it comes as a Date on both engines. */
  const since = sql<Date>`coalesce(${told.closedAt}, ${told.createdAt})`.mapWith(told.createdAt)
  const isOverTold = sql`${since} <= ${placed(told.createdAt, 'before')}`
  return prepared((db) => ({
    forgetNumbers: db
      .delete(seen)
      .where(
        inArray(
          seen.approvalId,
          db.select({ id: seen.approvalId }).from(seen).where(isOverSeen).limit(most),
        ),
      )
      .returning({ id: seen.approvalId, state: seen.state, askedAt: seen.askedAt }),
    forgetCorrections: db
      .delete(told)
      .where(
        inArray(
          told.correctionId,
          db.select({ id: told.correctionId }).from(told).where(isOverTold).limit(most),
        ),
      )
      .returning({
        id: told.correctionId,
        createdAt: told.createdAt,
        closedAt: told.closedAt,
      }),
    record: db
      .insert(deletions)
      .values({
        deletionId: sql.placeholder('deletionId'),
        checkId: sql.placeholder('checkId'),
        what: sql.placeholder('what'),
        cause: sql.placeholder('cause'),
        dueAt: sql.placeholder('dueAt'),
        startedAt: sql.placeholder('at'),
        doneAt: sql.placeholder('at'),
      })
      // A row that a backup brought back beside the record it left once goes all the same.
      .onConflictDoNothing(),
    dueNumbers: db
      .select({ count: count(), since: min(seen.askedAt) })
      .from(seen)
      .where(not(isOverSeen)),
    overNumbers: db.select({ count: count() }).from(seen).where(isOverSeen),
    dueCorrections: db
      .select({ count: count(), since: sql<Date | null>`min(${since})`.mapWith(told.createdAt) })
      .from(told)
      .where(not(isOverTold)),
    overCorrections: db.select({ count: count() }).from(told).where(isOverTold),
    done: db
      .select({ cause: deletions.cause, count: count() })
      .from(deletions)
      .where(eq(deletions.what, placed(deletions.what, 'what')))
      .groupBy(deletions.cause),
  }))
}
