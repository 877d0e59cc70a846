import { and, asc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import { type CheckRefusal, leaseMs } from '@etui/shared/enrolment/check.ts'
import { decidedRecordingsDueAt, evidenceDueAt } from '@etui/shared/enrolment/retention.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import { checkParts, type CheckRow, sealText } from './check-row.ts'

/** Who takes a case. What was asked of a supervisor is for supervisors. */
export interface CaseTaker {
  readonly agentId: string
  readonly isSupervisor: boolean
}

export interface CaseDecision {
  readonly checkId: string
  readonly agentId: string
  readonly decision: 'accepted' | 'refused'
  readonly reasons: readonly CheckRefusal[]
  readonly hint?: string
  readonly scores?: Readonly<Record<string, number>>
  readonly at: Date
}

export type QueuedCase = Pick<
  CheckRow,
  'checkId' | 'sentAt' | 'attempt' | 'documentKind' | 'isForSupervisor' | 'leasedTo' | 'leaseEndsAt'
>

/**
 * Checks as agents see them: cases that wait, each leased to at most one agent at a time. Every change is one guarded
 * statement that answers the row as it is then, or undefined: decided meanwhile, somebody else's, or a lease that ended.
 */
export interface CaseStore {
  /** The cases that wait, longest first. */
  queue(most: number): Promise<readonly QueuedCase[]>
  /** How many wait, and how many of them nobody holds at `at`. */
  countQueue(at: Date): Promise<{ readonly waiting: number; readonly free: number }>
  /** The case this agent holds already, or the one that waits longest and nobody holds; its lease begins at `at`. */
  takeNext(
    taker: CaseTaker,
    at: Date,
    /** cases passed over */
    except?: readonly string[],
  ): Promise<CheckRow | undefined>
  take(checkId: string, taker: CaseTaker, at: Date): Promise<CheckRow | undefined>
  renew(checkId: string, agentId: string, at: Date): Promise<CheckRow | undefined>
  release(checkId: string, agentId: string): Promise<CheckRow | undefined>
  /** The case when this agent's lease is alive. */
  leased(checkId: string, agentId: string, at: Date): Promise<CheckRow | undefined>
  /** Only by whose lease is alive, and only once. */
  decide(decision: CaseDecision): Promise<CheckRow | undefined>
  /** Gives a case of one's own back, with a question, for a supervisor. */
  askSupervisor(
    asked: { readonly checkId: string; readonly agentId: string; readonly question: string },
    at: Date,
  ): Promise<CheckRow | undefined>
}

/** So many agents may reach for the same case before one of them is told that none is free. */
const candidates = 20

export function caseStore(database: Database, keys: Pick<Keys, 'sealColumn'>): CaseStore {
  const run = statementsOf(database)(database.db)

  async function take(checkId: string, { agentId, isSupervisor }: CaseTaker, at: Date) {
    const [row] = await run.take.execute({
      checkId,
      agentId,
      isSupervisor,
      at,
      leaseEndsAt: endOf(at),
    })
    return row
  }

  return {
    take,
    queue: (most) => run.queue.execute({ most }),

    async countQueue(at) {
      const [[all], [free]] = await Promise.all([
        run.countWaiting.execute(),
        run.countFree.execute({ at }),
      ])
      return { waiting: Number(all?.count ?? 0), free: Number(free?.count ?? 0) }
    },

    async takeNext(taker, at, except = []) {
      for (;;) {
        const { agentId, isSupervisor } = taker
        const own = await run.own.execute({ agentId, isSupervisor, at })
        const next = await run.next.execute({ isSupervisor, at, most: candidates })
        const found = [...own, ...next].filter(({ checkId }) => !except.includes(checkId))
        for (const { checkId } of found) {
          const row = await take(checkId, taker, at)
          if (row) return row
        }
        if (found.length === 0) return undefined
      }
    },

    async renew(checkId, agentId, at) {
      const [row] = await run.renew.execute({ checkId, agentId, at, leaseEndsAt: endOf(at) })
      return row
    },
    async release(checkId, agentId) {
      const [row] = await run.release.execute({ checkId, agentId })
      return row
    },
    async leased(checkId, agentId, at) {
      const [row] = await run.leased.execute({ checkId, agentId, at })
      return row
    },

    async decide({ checkId, agentId, decision, reasons, hint, scores, at }) {
      const [row] = await run.decide.execute({
        checkId,
        agentId,
        decision,
        reasons: [...reasons],
        hint: sealText(keys, 'hint', checkId, hint),
        scores: scores ?? null,
        at,
        recordingsDueAt: decidedRecordingsDueAt(at),
        evidenceDueAt: evidenceDueAt(at),
      })
      return row
    },

    async askSupervisor({ checkId, agentId, question }, at) {
      const sealed = sealText(keys, 'question', checkId, question)
      const [row] = await run.askSupervisor.execute({ checkId, agentId, question: sealed, at })
      return row
    },
  }
}

function endOf(at: Date): Date {
  return new Date(at.getTime() + leaseMs)
}

function statementsOf(database: Database) {
  const it = database.tables.identityChecks
  const { isIt, isIn, at } = checkParts(database)
  const isWaiting = eq(it.state, 'waiting')
  const isTheirs = eq(it.leasedTo, sql.placeholder('agentId'))
  const isFree = or(isNull(it.leasedTo), lte(it.leaseEndsAt, at('leaseEndsAt')))
  const isHeld = and(isTheirs, gt(it.leaseEndsAt, at('leaseEndsAt')))
  const isForTaker = or(
    eq(it.isForSupervisor, false),
    eq(it.isForSupervisor, placed(it.isForSupervisor, 'isSupervisor')),
  )
  const noLease = { leasedTo: null, leaseEndsAt: null }
  const lease = {
    leasedTo: placed(it.leasedTo, 'agentId'),
    leaseEndsAt: placed(it.leaseEndsAt, 'leaseEndsAt'),
  }
  const due = placed(it.recordingsDueAt, 'recordingsDueAt')
  const count = sql<number | string>`count(*)`.as('count')
  return prepared((db) => ({
    queue: db
      .select({
        checkId: it.checkId,
        sentAt: it.sentAt,
        attempt: it.attempt,
        documentKind: it.documentKind,
        isForSupervisor: it.isForSupervisor,
        leasedTo: it.leasedTo,
        leaseEndsAt: it.leaseEndsAt,
      })
      .from(it)
      .where(isWaiting)
      .orderBy(asc(it.sentAt))
      .limit(sql.placeholder('most')),
    countWaiting: db.select({ count }).from(it).where(isWaiting),
    countFree: db.select({ count }).from(it).where(and(isWaiting, isFree)),
    own: db
      .select({ checkId: it.checkId })
      .from(it)
      .where(and(isWaiting, isForTaker, isHeld))
      .orderBy(asc(it.sentAt)),
    next: db
      .select({ checkId: it.checkId })
      .from(it)
      .where(and(isWaiting, isForTaker, isFree))
      .orderBy(asc(it.sentAt))
      .limit(sql.placeholder('most')),
    take: db
      .update(it)
      .set(lease)
      .where(and(isIt, isIn('take'), isForTaker, or(isTheirs, isFree)))
      .returning(),
    renew: db
      .update(it)
      .set(lease)
      .where(and(isIt, isIn('take'), isHeld))
      .returning(),
    release: db
      .update(it)
      .set(noLease)
      .where(and(isIt, isIn('take'), isTheirs))
      .returning(),
    leased: db
      .select()
      .from(it)
      .where(and(isIt, isWaiting, isHeld)),
    decide: db
      .update(it)
      .set({
        ...noLease,
        state: placed(it.state, 'decision'),
        decidedAt: at('decidedAt'),
        decidedBy: placed(it.decidedBy, 'agentId'),
        reasons: placed(it.reasons, 'reasons'),
        sealedHint: placed(it.sealedHint, 'hint'),
        scores: placed(it.scores, 'scores'),
        recordingsDueAt: sql`case when ${it.recordingsDueAt} < ${due} then ${it.recordingsDueAt} else ${due} end`,
        evidenceDueAt: placed(it.evidenceDueAt, 'evidenceDueAt'),
      })
      .where(and(isIt, isIn('decide'), isHeld))
      .returning(),
    askSupervisor: db
      .update(it)
      .set({
        ...noLease,
        isForSupervisor: true,
        sealedQuestion: placed(it.sealedQuestion, 'question'),
      })
      .where(and(isIt, isIn('ask-supervisor'), isHeld))
      .returning(),
  }))
}
