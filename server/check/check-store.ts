import { randomBytes } from 'node:crypto'
import { and, count, desc, eq, gt, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm'
import {
  attemptsMs,
  challengeMs,
  type CheckChallenge,
  type CheckDocument,
  countedDecisions,
  leastDecisions,
  mostAttempts,
} from '@etui/shared/enrolment/check.ts'
import { recordingsDueAt } from '@etui/shared/enrolment/retention.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import { type CaseStore, caseStore } from './case-store.ts'
import { type CheckClaims, checkParts, type CheckRow, sealText } from './check-row.ts'

/**
 * Checks of identity by video, at most one open for each activation. Every change is one guarded statement that answers
 * the row as it is then, or undefined where the check is in another state: nothing was changed.
 */
export interface CheckStore extends CaseStore {
  find(checkId: string): Promise<CheckRow | undefined>
  /** The newest of an activation, open or not. */
  latestOf(enrolmentId: string): Promise<CheckRow | undefined>
  /** Those of a person that were sent, newest first, whatever phone they came from. */
  sentOf(registryId: string, most: number): Promise<readonly CheckRow[]>
  /** How many more this person may send within the week; at most `mostAttempts`. */
  attemptsLeft(registryId: string, at: Date): Promise<number>
  /** Undefined when one is open already. */
  open(it: {
    readonly enrolmentId: string
    readonly registryId: string
    readonly documentKind: CheckDocument
    readonly challenge: CheckChallenge
    /** `challengeMs` from `at` when not given */
    readonly challengeEndsAt?: Date
    readonly at: Date
  }): Promise<CheckRow | undefined>
  /** What this person was last asked to do in a check they withdrew, on whatever phone, while that is alive. */
  withdrawnChallenge(
    registryId: string,
    at: Date,
  ): Promise<Pick<CheckRow, 'challenge' | 'challengeEndsAt'> | undefined>
  /** Another challenge in the place of one that ended. */
  drawChallenge(checkId: string, challenge: CheckChallenge, at: Date): Promise<CheckRow | undefined>
  changeDocument(checkId: string, documentKind: CheckDocument): Promise<CheckRow | undefined>
  /**
   * Undefined too when a film is missing, the challenge ended or no attempt is left. Within a unit, whoever else sends for
   * the same person waits until it ends.
   */
  send(
    checkId: string,
    said: {
      readonly mrz: readonly string[] | undefined
      readonly claims: CheckClaims
      readonly differing: readonly string[] | null
    },
    at: Date,
  ): Promise<CheckRow | undefined>
  /** Ends the one that is open, if any: by another way to prove, or by choice. */
  withdrawOpen(enrolmentId: string, at: Date): Promise<CheckRow | undefined>
  /** The median of how long the last decisions were waited for, in milliseconds; undefined when too few were made. */
  medianWaitMs(): Promise<number | undefined>
}

export function checkStore(
  database: Database,
  keys: Pick<Keys, 'sealColumn' | 'hmac'>,
): CheckStore {
  const run = statementsOf(database)(database.db)
  return {
    ...caseStore(database, keys),
    async find(checkId) {
      const [row] = await run.find.execute({ checkId })
      return row
    },
    async latestOf(enrolmentId) {
      const [row] = await run.latestOf.execute({ enrolmentId })
      return row
    },
    sentOf: (registryId, most) => run.sentOf.execute({ registryId, most }),
    async attemptsLeft(registryId, at) {
      const [sent] = await run.countSent.execute({ registryId, since: attemptsFrom(at) })
      return Math.max(0, mostAttempts - Number(sent?.count ?? 0))
    },

    async open({ at, ...it }) {
      const checkId = randomBytes(12).toString('base64url')
      const [sent] = await run.countSent.execute({ registryId: it.registryId, since: new Date(0) })
      const [row] = await run.open.execute({
        ...it,
        checkId,
        attempt: Number(sent?.count ?? 0) + 1,
        challengeEndsAt: it.challengeEndsAt ?? new Date(at.getTime() + challengeMs),
        recordingsDueAt: recordingsDueAt(at),
        at,
      })
      return row
    },
    async withdrawnChallenge(registryId, at) {
      const [row] = await run.withdrawnChallenge.execute({ registryId, at })
      return row
    },
    async drawChallenge(checkId, challenge, at) {
      const challengeEndsAt = new Date(at.getTime() + challengeMs)
      const [row] = await run.drawChallenge.execute({ checkId, challenge, challengeEndsAt, at })
      return row
    },
    async changeDocument(checkId, documentKind) {
      const [row] = await run.changeDocument.execute({ checkId, documentKind })
      return row
    },
    send: (checkId, { mrz, claims, differing }, at) =>
      database.unit(async () => {
        // Held first: what is counted after, films and checks sent, nobody else changes.
        const [check] = await run.holdUnsent.execute({ checkId })
        if (!check) return undefined
        await run.holdSender.execute({
          sender: `check-sender ${keys.hmac('nonce', `check sender ${check.registryId}`).toString('base64url')}`,
          endsAt: new Date(at.getTime() + attemptsMs),
        })
        const [row] = await run.send.execute({
          checkId,
          mrz: sealText(keys, 'mrz', checkId, mrz && JSON.stringify(mrz)),
          claims: sealText(keys, 'claims', checkId, JSON.stringify(claims)),
          differing: differing && [...differing],
          since: attemptsFrom(at),
          at,
        })
        return row
      }),
    async withdrawOpen(enrolmentId, at) {
      const [row] = await run.withdrawOpen.execute({ enrolmentId, at })
      return row
    },
    async medianWaitMs() {
      const waits = (await run.decided.execute({ most: countedDecisions }))
        .map(({ sentAt, decidedAt }) => (decidedAt?.getTime() ?? 0) - (sentAt?.getTime() ?? 0))
        .toSorted((one, other) => one - other)
      return waits.length < leastDecisions ? undefined : waits[Math.floor(waits.length / 2)]
    },
  }
}

function attemptsFrom(at: Date): Date {
  return new Date(at.getTime() - attemptsMs)
}

function statementsOf(database: Database) {
  const { identityChecks: it, limits, recordings } = database.tables
  const { isIt, isIn, at } = checkParts(database)
  const isOfPerson = eq(it.registryId, sql.placeholder('registryId'))
  return prepared((db) => {
    // By names of its own: the statement it stands in is about the same table.
    const completeKinds = db
      .select({ count: count() })
      .from(recordings)
      .where(and(eq(recordings.checkId, it.checkId), eq(recordings.state, 'complete')))
    const sentSince = sql`(select count(*) from ${it} as sent where sent.registry_id = ${it.registryId} and sent.sent_at > ${placed(it.sentAt, 'since')})`
    return {
      find: db.select().from(it).where(isIt),
      latestOf: db
        .select()
        .from(it)
        .where(eq(it.enrolmentId, sql.placeholder('enrolmentId')))
        // The open one is the newest, even of two of the same millisecond.
        .orderBy(sql`case when ${isIn('withdraw')} then 0 else 1 end`, desc(it.createdAt))
        .limit(1),
      sentOf: db
        .select()
        .from(it)
        .where(and(isOfPerson, isNotNull(it.sentAt)))
        .orderBy(desc(it.sentAt))
        .limit(sql.placeholder('most')),
      countSent: db
        .select({ count: count() })
        .from(it)
        .where(and(isOfPerson, gt(it.sentAt, placed(it.sentAt, 'since')))),
      open: db
        .insert(it)
        .values({
          checkId: sql.placeholder('checkId'),
          enrolmentId: sql.placeholder('enrolmentId'),
          registryId: sql.placeholder('registryId'),
          attempt: sql.placeholder('attempt'),
          state: 'recording',
          documentKind: sql.placeholder('documentKind'),
          challenge: sql.placeholder('challenge'),
          challengeEndsAt: sql.placeholder('challengeEndsAt'),
          recordingsDueAt: sql.placeholder('recordingsDueAt'),
          createdAt: sql.placeholder('at'),
        })
        .onConflictDoNothing()
        .returning(),
      withdrawnChallenge: db
        .select({ challenge: it.challenge, challengeEndsAt: it.challengeEndsAt })
        .from(it)
        .where(
          and(isOfPerson, eq(it.state, 'withdrawn'), gt(it.challengeEndsAt, at('challengeEndsAt'))),
        )
        .orderBy(desc(it.challengeEndsAt))
        .limit(1),
      drawChallenge: db
        .update(it)
        .set({
          challenge: placed(it.challenge, 'challenge'),
          challengeEndsAt: placed(it.challengeEndsAt, 'challengeEndsAt'),
        })
        .where(and(isIt, isIn('draw-challenge'), lte(it.challengeEndsAt, at('challengeEndsAt'))))
        .returning(),
      changeDocument: db
        .update(it)
        .set({ documentKind: placed(it.documentKind, 'documentKind') })
        .where(and(isIt, isIn('record')))
        .returning(),
      holdUnsent: db
        .update(it)
        .set({ state: sql`${it.state}` })
        .where(and(isIt, isIn('send')))
        .returning({ registryId: it.registryId }),
      holdSender: db
        .insert(limits)
        .values({
          key: sql.placeholder('sender'),
          count: 0,
          endsAt: sql.placeholder('endsAt'),
        })
        .onConflictDoUpdate({
          target: limits.key,
          set: { endsAt: placed(limits.endsAt, 'endsAt') },
        }),
      send: db
        .update(it)
        .set({
          state: 'waiting',
          sentAt: at('sentAt'),
          sealedMrz: placed(it.sealedMrz, 'mrz'),
          sealedClaims: placed(it.sealedClaims, 'claims'),
          mrzDiffering: placed(it.mrzDiffering, 'differing'),
        })
        .where(
          and(
            isIt,
            isIn('send'),
            gt(it.challengeEndsAt, at('challengeEndsAt')),
            sql`(${completeKinds}) = 2`,
            lt(sentSince, mostAttempts),
          ),
        )
        .returning(),
      withdrawOpen: db
        .update(it)
        .set({
          state: 'withdrawn',
          leasedTo: null,
          leaseEndsAt: null,
          recordingsDueAt: at('recordingsDueAt'),
          evidenceDueAt: at('evidenceDueAt'),
        })
        .where(and(eq(it.enrolmentId, sql.placeholder('enrolmentId')), isIn('withdraw')))
        .returning(),
      decided: db
        .select({ sentAt: it.sentAt, decidedAt: it.decidedAt })
        .from(it)
        .where(and(isNotNull(it.decidedAt), inArray(it.state, ['accepted', 'refused'])))
        .orderBy(desc(it.decidedAt))
        .limit(sql.placeholder('most')),
    }
  })
}
