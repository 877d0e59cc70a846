import { and, asc, count, desc, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import type { Database, Db } from '../db/database.ts'
import { forgetSome } from '../db/forget-some.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

export type ReportRow = Database['tables']['readingReports']['$inferSelect']
type ReadingKey = Pick<ReportRow, 'personId' | 'proofHash'>
type ReportOutcome = NonNullable<ReportRow['outcome']>
type NewReport = Omit<ReportRow, 'closedAt' | 'closedBy' | 'outcome'>

/** A report with what is still known of its reading, its counter and its person. */
export interface FoundReport {
  readonly reportId: string
  readonly reportedAt: Date
  readonly readAt: Date
  readonly closedAt: Date | null
  readonly outcome: ReportOutcome | null
  readonly registryId: string | null
  readonly counterName: string | null
  readonly organisation: string | null
  readonly professionCode: string | null
  readonly way: Database['tables']['readings']['$inferSelect']['way'] | null
  readonly isOffline: boolean | null
  readonly isFlagged: boolean | null
}

/** Readings that their holders do not know. */
export interface ReportStore {
  /** What a report says of the reading itself; undefined when this person has no such reading. */
  findReading(
    key: ReadingKey,
  ): Promise<Pick<ReportRow, 'professionalId' | 'counterId' | 'readAt'> | undefined>
  find(key: ReadingKey): Promise<ReportRow | undefined>
  /** False when that reading is reported already. */
  add(report: NewReport): Promise<boolean>
  countOpen(): Promise<number>
  /** Those open, oldest first. */
  open(most: number): Promise<readonly FoundReport[]>
  /** Those closed, the last first. */
  closed(most: number): Promise<readonly FoundReport[]>
  /** False when it is closed already, or is none. */
  close(
    reportId: string,
    closing: { readonly outcome: ReportOutcome; readonly agentId: string; readonly at: Date },
  ): Promise<boolean>
  /** Forgets reports closed before then, `most` at once; one that is open is kept until it is closed. */
  purge(before: Date, most?: number): Promise<number>
}

export function reportStore(database: Database): ReportStore {
  const run = statementsOf(database)(database.db)
  return {
    async findReading(key) {
      const [row] = await run.findReading.execute({ ...key })
      return row
    },
    async find(key) {
      const [row] = await run.find.execute({ ...key })
      return row
    },
    async add(report) {
      return (await run.add.execute({ ...report })).length > 0
    },
    async countOpen() {
      const [row] = await run.countOpen.execute()
      return row?.open ?? 0
    },
    open: (most) => run.open.execute({ most }),
    closed: (most) => run.closed.execute({ most }),
    async close(reportId, closing) {
      return (await run.close.execute({ reportId, ...closing })).length > 0
    },
    async purge(before, most = 1_000) {
      return (await run.purge.execute({ before, most })).length
    },
  }
}

function statementsOf({ tables }: Database) {
  const { readings, readingReports: it } = tables
  const isOf = (of: typeof it | typeof readings) =>
    and(
      eq(of.personId, sql.placeholder('personId')),
      eq(of.proofHash, sql.placeholder('proofHash')),
    )
  const most = sql.placeholder('most')
  return prepared((db) => ({
    findReading: db
      .select({
        professionalId: readings.professionalId,
        counterId: readings.counterId,
        readAt: readings.readAt,
      })
      .from(readings)
      .where(isOf(readings)),
    find: db.select().from(it).where(isOf(it)),
    add: db
      .insert(it)
      .values({
        personId: sql.placeholder('personId'),
        proofHash: sql.placeholder('proofHash'),
        reportId: sql.placeholder('reportId'),
        phoneId: sql.placeholder('phoneId'),
        professionalId: sql.placeholder('professionalId'),
        counterId: sql.placeholder('counterId'),
        readAt: sql.placeholder('readAt'),
        reportedAt: sql.placeholder('reportedAt'),
      })
      .onConflictDoNothing()
      .returning({ reportId: it.reportId }),
    countOpen: db.select({ open: count() }).from(it).where(isNull(it.closedAt)),
    open: found(db, tables).where(isNull(it.closedAt)).orderBy(asc(it.reportedAt)).limit(most),
    closed: found(db, tables).where(isNotNull(it.closedAt)).orderBy(desc(it.closedAt)).limit(most),
    close: db
      .update(it)
      .set({
        outcome: placed(it.outcome, 'outcome'),
        closedBy: placed(it.closedBy, 'agentId'),
        closedAt: placed(it.closedAt, 'at'),
      })
      .where(and(eq(it.reportId, sql.placeholder('reportId')), isNull(it.closedAt)))
      .returning({ reportId: it.reportId }),
    purge: forgetSome(db, it, it.reportId, lt(it.closedAt, placed(it.closedAt, 'before'))),
  }))
}

function found(db: Db, { readings, readingReports: it, people, counters, professionals }: Tables) {
  return db
    .select({
      reportId: it.reportId,
      reportedAt: it.reportedAt,
      readAt: it.readAt,
      closedAt: it.closedAt,
      outcome: it.outcome,
      registryId: people.registryId,
      counterName: counters.name,
      organisation: professionals.organisationName,
      professionCode: professionals.professionCode,
      way: readings.way,
      isOffline: readings.isOffline,
      isFlagged: readings.isFlagged,
    })
    .from(it)
    .leftJoin(people, eq(people.personId, it.personId))
    .leftJoin(
      readings,
      and(eq(readings.personId, it.personId), eq(readings.proofHash, it.proofHash)),
    )
    .leftJoin(
      counters,
      and(eq(counters.professionalId, it.professionalId), eq(counters.counterId, it.counterId)),
    )
    .leftJoin(professionals, eq(professionals.professionalId, it.professionalId))
}

type Tables = Database['tables']
