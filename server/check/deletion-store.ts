import { randomBytes } from 'node:crypto'
import { and, asc, count, eq, inArray, isNotNull, isNull, lte, min, ne, or, sql } from 'drizzle-orm'
import { checkStatesFor } from '@etui/shared/enrolment/check.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { CheckRow } from './check-row.ts'

export type DeletedPart = 'recordings' | 'evidence'
export type DeletionCause = 'decision' | 'withdrawal' | 'age'

/** What is held and what was deleted, in numbers. */
export interface RetentionFigures {
  readonly held: number
  readonly oldest: Date | undefined
  readonly overdue: number
  readonly begun: number
  readonly done: Readonly<Record<DeletionCause, number>>
  readonly objects: number
}

/**
 * What of checks is due to be deleted, and the records of what was: who and when, and nothing of what it held. Each step
 * may be done again, by any process: an interrupted deletion is gone on with.
 */
export interface DeletionStore {
  /** Checks whose films, or other evidence, are due and still there. */
  due(what: DeletedPart, at: Date, most: number): Promise<readonly CheckRow[]>
  /** Ends an open check whose films are due, so that nothing is added to it; undefined when it is not open. */
  expire(checkId: string, at: Date): Promise<CheckRow | undefined>
  begin(it: {
    readonly checkId: string
    readonly what: DeletedPart
    readonly cause: DeletionCause
    readonly dueAt: Date
    readonly objects: number
    readonly at: Date
  }): Promise<void>
  /** Notes that bytes and keys are gone, and empties what the rows held of them. */
  finish(checkId: string, what: DeletedPart, at: Date): Promise<void>
  /**
   * Forgets checks of which nothing is held any more, at most so many; answers how many. One that was withdrawn stays a
   * while, since it is one of the checks sent in a week: emptied before `withdrawnBefore`.
   */
  forget(withdrawnBefore: Date, most: number): Promise<number>
  /** Of these checks, those that may have films. */
  living(checkIds: readonly string[]): Promise<ReadonlySet<string>>
  figures(what: DeletedPart, at: Date): Promise<RetentionFigures>
}

export function deletionStore(database: Database): DeletionStore {
  const run = statementsOf(database)(database.db)
  return {
    due: (what, at, most) =>
      (what === 'recordings' ? run.dueRecordings : run.dueEvidence).execute({ at, most }),
    async expire(checkId, at) {
      const [row] = await run.expire.execute({ checkId, at })
      return row
    },
    async begin(it) {
      const deletionId = randomBytes(12).toString('base64url')
      await run.begin.execute({ ...it, deletionId })
    },
    finish: (checkId, what, at) =>
      database.unit(async () => {
        if (what === 'recordings') {
          await run.emptyFilms.execute({ checkId })
          await run.emptyRecordings.execute({ checkId, at })
        } else {
          await run.emptyEvidence.execute({ checkId, at })
        }
        await run.finish.execute({ checkId, what, at })
      }),
    forget: (withdrawnBefore, most) =>
      database.unit(async () => {
        const empty = await run.empty.execute({ at: withdrawnBefore, most })
        for (const { checkId } of empty) {
          await run.forgetRecordings.execute({ checkId })
          await run.forgetCheck.execute({ checkId })
        }
        return empty.length
      }),
    async living(checkIds) {
      const found = new Set<string>()
      for (const checkId of checkIds) {
        const [row] = await run.living.execute({ checkId })
        if (row) found.add(checkId)
      }
      return found
    },
    async figures(what, at) {
      const isFilms = what === 'recordings'
      const [held] = await (isFilms ? run.heldFilms : run.heldEvidence).execute()
      const [overdue] = await (isFilms ? run.overdueFilms : run.overdueEvidence).execute({ at })
      const [begun] = await run.begun.execute({ what })
      const done = await run.done.execute({ what })
      const doneBy = (cause: DeletionCause) =>
        Number(done.find((each) => each.cause === cause)?.count ?? 0)
      return {
        held: Number(held?.count ?? 0),
        oldest: held?.oldest ?? undefined,
        overdue: Number(overdue?.count ?? 0),
        begun: Number(begun?.count ?? 0),
        done: {
          decision: doneBy('decision'),
          withdrawal: doneBy('withdrawal'),
          age: doneBy('age'),
        },
        objects: done.reduce((sum, { objects }) => sum + Number(objects), 0),
      }
    },
  }
}

function statementsOf({ tables }: Database) {
  const { identityChecks: it, recordings, deletions } = tables
  const isIt = eq(it.checkId, sql.placeholder('checkId'))
  const areFilmsDue = and(
    isNull(it.recordingsDeletedAt),
    lte(it.recordingsDueAt, placed(it.recordingsDueAt, 'at')),
  )
  const isEvidenceDue = and(
    isNull(it.evidenceDeletedAt),
    lte(it.evidenceDueAt, placed(it.evidenceDueAt, 'at')),
  )
  const isDeletionOf = eq(deletions.what, placed(deletions.what, 'what'))
  const hasFilms = isNull(it.recordingsDeletedAt)
  const hasEvidence = and(isNotNull(it.sealedClaims), isNull(it.evidenceDeletedAt))
  const isEmpty = and(
    isNotNull(it.recordingsDeletedAt),
    isNotNull(it.evidenceDeletedAt),
    or(ne(it.state, 'withdrawn'), lte(it.evidenceDeletedAt, placed(it.evidenceDeletedAt, 'at'))),
  )
  return prepared((db) => ({
    dueRecordings: db
      .select()
      .from(it)
      .where(areFilmsDue)
      .orderBy(asc(it.recordingsDueAt))
      .limit(sql.placeholder('most')),
    dueEvidence: db
      .select()
      .from(it)
      .where(isEvidenceDue)
      .orderBy(asc(it.evidenceDueAt))
      .limit(sql.placeholder('most')),
    expire: db
      .update(it)
      .set({
        state: 'withdrawn',
        leasedTo: null,
        leaseEndsAt: null,
        evidenceDueAt: placed(it.evidenceDueAt, 'at'),
      })
      .where(and(isIt, inArray(it.state, checkStatesFor('withdraw')), areFilmsDue))
      .returning(),
    begin: db
      .insert(deletions)
      .values({
        deletionId: sql.placeholder('deletionId'),
        checkId: sql.placeholder('checkId'),
        what: sql.placeholder('what'),
        cause: sql.placeholder('cause'),
        dueAt: sql.placeholder('dueAt'),
        objects: sql.placeholder('objects'),
        startedAt: sql.placeholder('at'),
      })
      .onConflictDoNothing(),
    emptyFilms: db
      .update(recordings)
      .set({ state: 'deleted', pieces: [], durationMs: null })
      .where(eq(recordings.checkId, sql.placeholder('checkId'))),
    emptyRecordings: db
      .update(it)
      .set({ scores: null, recordingsDeletedAt: placed(it.recordingsDeletedAt, 'at') })
      .where(and(isIt, isNull(it.recordingsDeletedAt))),
    emptyEvidence: db
      .update(it)
      .set({
        sealedMrz: null,
        sealedClaims: null,
        sealedQuestion: null,
        sealedHint: null,
        mrzDiffering: null,
        evidenceDeletedAt: placed(it.evidenceDeletedAt, 'at'),
      })
      .where(and(isIt, isNull(it.evidenceDeletedAt))),
    finish: db
      .update(deletions)
      .set({ doneAt: placed(deletions.doneAt, 'at') })
      .where(
        and(
          eq(deletions.checkId, sql.placeholder('checkId')),
          isDeletionOf,
          isNull(deletions.doneAt),
        ),
      ),
    empty: db
      .select({ checkId: it.checkId })
      .from(it)
      .where(isEmpty)
      .limit(sql.placeholder('most')),
    forgetRecordings: db
      .delete(recordings)
      .where(eq(recordings.checkId, sql.placeholder('checkId'))),
    forgetCheck: db.delete(it).where(isIt),
    living: db.select({ checkId: it.checkId }).from(it).where(and(isIt, hasFilms)),
    heldFilms: db
      .select({ count: count(), oldest: min(it.createdAt) })
      .from(it)
      .where(hasFilms),
    heldEvidence: db
      .select({ count: count(), oldest: min(it.createdAt) })
      .from(it)
      .where(hasEvidence),
    overdueFilms: db.select({ count: count() }).from(it).where(areFilmsDue),
    overdueEvidence: db.select({ count: count() }).from(it).where(isEvidenceDue),
    begun: db
      .select({ count: count() })
      .from(deletions)
      .where(and(isDeletionOf, isNull(deletions.doneAt))),
    done: db
      .select({
        cause: deletions.cause,
        count: count(),
        objects: sql<number | string>`sum(${deletions.objects})`.as('objects'),
      })
      .from(deletions)
      .where(and(isDeletionOf, isNotNull(deletions.doneAt)))
      .groupBy(deletions.cause),
  }))
}
