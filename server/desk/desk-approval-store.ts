import { randomBytes } from 'node:crypto'
import { and, asc, desc, eq, gt, lte, ne, sql } from 'drizzle-orm'
import type { CheckDocument } from '@etui/shared/enrolment/check.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'

export type DeskApprovalRow = Database['tables']['deskApprovals']['$inferSelect']

/** One that waits, with who asked. */
export interface WaitingApproval extends DeskApprovalRow {
  readonly asker: { readonly subjectHash: Buffer; readonly sealedName: Buffer }
}

/**
 * What agents saw at desks. Where nobody else must agree it is approved when it is written. Changes are guarded: undefined
 * means it was decided, has ended, or was asked by the agent who would decide it.
 */
export interface DeskApprovalStore {
  add(seen: {
    readonly enrolmentId: string
    readonly registryId: string
    readonly state: 'waiting' | 'approved'
    readonly documentKind: CheckDocument
    readonly documentNumber: string
    readonly askedBy: string
    readonly at: Date
    readonly endsAt: Date
  }): Promise<DeskApprovalRow>
  find(approvalId: string): Promise<DeskApprovalRow | undefined>
  /** The one that waits for an activation, and for whom it is of now. */
  waitingOf(
    of: { readonly enrolmentId: string; readonly registryId: string | null },
    at: Date,
  ): Promise<DeskApprovalRow | undefined>
  /** The newest for an activation, and for whom it is of now. */
  latestOf(of: {
    readonly enrolmentId: string
    readonly registryId: string | null
  }): Promise<DeskApprovalRow | undefined>
  /** Those that nobody answered in time, oldest first. */
  overdue(at: Date, most: number): Promise<readonly DeskApprovalRow[]>
  /** Writes down that nobody answered in time. */
  lapse(approvalId: string, at: Date): Promise<DeskApprovalRow | undefined>
  /** Those that wait, oldest first. */
  waiting(at: Date, most: number): Promise<readonly WaitingApproval[]>
  decide(
    approvalId: string,
    decision: {
      readonly state: 'approved' | 'refused'
      readonly agentId: string
      readonly at: Date
    },
  ): Promise<DeskApprovalRow | undefined>
  openDocumentNumber(row: DeskApprovalRow): string
}

const place = 'desk_approvals.sealed_document_number'

export function deskApprovalStore(
  database: Database,
  keys: Pick<Keys, 'sealColumn' | 'openColumn'>,
): DeskApprovalStore {
  const run = statementsOf(database)(database.db)
  return {
    async add({ documentNumber, ...seen }) {
      const approvalId = randomBytes(12).toString('base64url')
      const sealedDocumentNumber = keys.sealColumn(place, approvalId, documentNumber)
      const [row] = await run.add.execute({ ...seen, approvalId, sealedDocumentNumber })
      if (!row) throw new TypeError('an insert answers its row')
      return row
    },
    async find(approvalId) {
      const [row] = await run.find.execute({ approvalId })
      return row
    },
    async waitingOf({ enrolmentId, registryId }, at) {
      const [row] = await run.waitingOf.execute({ enrolmentId, registryId, at })
      return row
    },
    async latestOf(of) {
      const [row] = await run.latestOf.execute(of)
      return row
    },
    overdue: (at, most) => run.overdue.execute({ at, most }),
    async lapse(approvalId, at) {
      const [row] = await run.lapse.execute({ approvalId, at })
      return row
    },
    async waiting(at, most) {
      const rows = await run.waiting.execute({ at, most })
      return rows.map(({ approval, asker }) => ({ ...approval, asker }))
    },
    async decide(approvalId, decision) {
      const [row] = await run.decide.execute({ approvalId, ...decision })
      return row
    },
    openDocumentNumber: ({ approvalId, sealedDocumentNumber }) =>
      keys.openColumn(place, approvalId, sealedDocumentNumber),
  }
}

function statementsOf({ tables: { deskApprovals: it, agents } }: Database) {
  const isIt = eq(it.approvalId, sql.placeholder('approvalId'))
  const isOpen = and(eq(it.state, 'waiting'), gt(it.endsAt, placed(it.endsAt, 'at')))
  const isOverdue = and(eq(it.state, 'waiting'), lte(it.endsAt, placed(it.endsAt, 'at')))
  const isOfThis = and(
    eq(it.enrolmentId, sql.placeholder('enrolmentId')),
    eq(it.registryId, sql.placeholder('registryId')),
  )
  return prepared((db) => ({
    latestOf: db.select().from(it).where(isOfThis).orderBy(desc(it.askedAt)).limit(1),
    overdue: db
      .select()
      .from(it)
      .where(isOverdue)
      .orderBy(asc(it.endsAt))
      .limit(sql.placeholder('most')),
    lapse: db
      .update(it)
      .set({ state: 'lapsed', decidedAt: placed(it.decidedAt, 'at') })
      .where(and(isIt, isOverdue))
      .returning(),
    add: db
      .insert(it)
      .values({
        approvalId: sql.placeholder('approvalId'),
        enrolmentId: sql.placeholder('enrolmentId'),
        registryId: sql.placeholder('registryId'),
        state: sql.placeholder('state'),
        documentKind: sql.placeholder('documentKind'),
        sealedDocumentNumber: sql.placeholder('sealedDocumentNumber'),
        askedBy: sql.placeholder('askedBy'),
        askedAt: sql.placeholder('at'),
        endsAt: sql.placeholder('endsAt'),
      })
      .returning(),
    find: db.select().from(it).where(isIt),
    waitingOf: db.select().from(it).where(and(isOfThis, isOpen)).limit(1),
    waiting: db
      .select({
        approval: it,
        asker: { subjectHash: agents.subjectHash, sealedName: agents.sealedName },
      })
      .from(it)
      .innerJoin(agents, eq(agents.agentId, it.askedBy))
      .where(isOpen)
      .orderBy(asc(it.askedAt))
      .limit(sql.placeholder('most')),
    decide: db
      .update(it)
      .set({
        state: placed(it.state, 'state'),
        decidedBy: placed(it.decidedBy, 'agentId'),
        decidedAt: placed(it.decidedAt, 'at'),
      })
      .where(and(isIt, isOpen, ne(it.askedBy, placed(it.askedBy, 'agentId'))))
      .returning(),
  }))
}
