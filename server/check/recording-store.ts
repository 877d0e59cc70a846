import { randomBytes } from 'node:crypto'
import { and, asc, eq, exists, inArray, ne, sql } from 'drizzle-orm'
import type { RecordingFault, RecordingKind } from '@etui/shared/enrolment/recording.ts'
import { checkStatesFor } from '@etui/shared/enrolment/check.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

/** A film of a check, as it is stored. */
export type RecordingRow = Database['tables']['recordings']['$inferSelect']

/**
 * The films of checks: one of each kind that counts. They change only while their check is still recorded; undefined says
 * it is not, or that another request was faster.
 */
export interface RecordingStore {
  find(recordingId: string): Promise<RecordingRow | undefined>
  /** Those not deleted, oldest first. */
  ofCheck(checkId: string): Promise<readonly RecordingRow[]>
  /** Takes the place of what there is of this kind; `replaced` are films whose bytes mean nothing any more. */
  begin(it: {
    readonly checkId: string
    readonly kind: RecordingKind
    readonly size: number
    readonly contentType: string
    readonly at: Date
  }): Promise<
    { readonly begun: RecordingRow; readonly replaced: readonly RecordingRow[] } | undefined
  >
  /** Takes away what there is of a kind. */
  discard(checkId: string, kind: RecordingKind): Promise<readonly RecordingRow[] | undefined>
  /** Adds a piece of `length` bytes to a film as `seen`. */
  append(
    seen: Pick<RecordingRow, 'recordingId' | 'received' | 'pieces'>,
    length: number,
  ): Promise<RecordingRow | undefined>
  /** What all its bytes turned out to be. */
  settle(
    recordingId: string,
    found: { readonly durationMs: number } | { readonly fault: RecordingFault },
    at: Date,
  ): Promise<RecordingRow | undefined>
}

export function recordingStore(database: Database): RecordingStore {
  const run = statementsOf(database)(database.db)

  function discard(checkId: string, kind: RecordingKind) {
    return database.unit(async () => {
      const held = await run.holdCheck.execute({ checkId })
      return held.length === 0 ? undefined : run.discard.execute({ checkId, kind })
    })
  }

  return {
    async find(recordingId) {
      const [row] = await run.find.execute({ recordingId })
      return row
    },
    ofCheck: (checkId) => run.ofCheck.execute({ checkId }),
    discard,

    begin: ({ at, ...it }) =>
      database.unit(async () => {
        const replaced = await discard(it.checkId, it.kind)
        if (!replaced) return undefined
        const recordingId = randomBytes(12).toString('base64url')
        const [begun] = await run.begin.execute({ ...it, recordingId, at })
        if (!begun) throw new TypeError('an insert answers its row')
        return { begun, replaced }
      }),

    async append({ recordingId, received, pieces }, length) {
      const [row] = await run.append.execute({
        recordingId,
        seen: received,
        received: received + length,
        pieces: [...pieces, length],
      })
      return row
    },

    async settle(recordingId, found, at) {
      const [row] = await run.settle.execute({
        recordingId,
        state: 'fault' in found ? 'refused' : 'complete',
        fault: 'fault' in found ? found.fault : null,
        durationMs: 'fault' in found ? null : found.durationMs,
        at,
      })
      return row
    },
  }
}

function statementsOf({ tables }: Database) {
  const { recordings: it, identityChecks } = tables
  const isIt = eq(it.recordingId, sql.placeholder('recordingId'))
  const isOfCheck = eq(it.checkId, sql.placeholder('checkId'))
  const isRecorded = inArray(identityChecks.state, checkStatesFor('record'))
  return prepared((db) => {
    const hasOpenCheck = exists(
      db
        .select({ one: sql`1` })
        .from(identityChecks)
        .where(and(eq(identityChecks.checkId, it.checkId), isRecorded)),
    )
    const isGoingOn = and(isIt, eq(it.state, 'uploading'), hasOpenCheck)
    return {
      find: db.select().from(it).where(isIt),
      ofCheck: db
        .select()
        .from(it)
        .where(and(isOfCheck, ne(it.state, 'deleted')))
        .orderBy(asc(it.createdAt)),
      holdCheck: db
        .update(identityChecks)
        .set({ state: sql`${identityChecks.state}` })
        .where(and(eq(identityChecks.checkId, sql.placeholder('checkId')), isRecorded))
        .returning({ checkId: identityChecks.checkId }),
      discard: db
        .update(it)
        .set({ state: 'deleted' })
        .where(and(isOfCheck, eq(it.kind, placed(it.kind, 'kind')), ne(it.state, 'deleted')))
        .returning(),
      begin: db
        .insert(it)
        .values({
          recordingId: sql.placeholder('recordingId'),
          checkId: sql.placeholder('checkId'),
          kind: sql.placeholder('kind'),
          size: sql.placeholder('size'),
          contentType: sql.placeholder('contentType'),
          pieces: [],
          state: 'uploading',
          createdAt: sql.placeholder('at'),
        })
        .returning(),
      append: db
        .update(it)
        .set({ received: placed(it.received, 'received'), pieces: placed(it.pieces, 'pieces') })
        .where(and(isGoingOn, eq(it.received, placed(it.received, 'seen'))))
        .returning(),
      settle: db
        .update(it)
        .set({
          state: placed(it.state, 'state'),
          fault: placed(it.fault, 'fault'),
          durationMs: placed(it.durationMs, 'durationMs'),
          completedAt: placed(it.completedAt, 'at'),
        })
        .where(and(isGoingOn, eq(it.received, it.size)))
        .returning(),
    }
  })
}
