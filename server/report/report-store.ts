import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'

export type ReportRow = Database['tables']['readingReports']['$inferSelect']
type ReadingKey = Pick<ReportRow, 'personId' | 'proofHash'>

/** Readings that their holders do not know. */
export interface ReportStore {
  /** What a report says of the reading itself; undefined when this person has no such reading. */
  findReading(
    key: ReadingKey,
  ): Promise<Pick<ReportRow, 'professionalId' | 'counterId' | 'readAt'> | undefined>
  find(key: ReadingKey): Promise<ReportRow | undefined>
  /** False when that reading is reported already. */
  add(report: ReportRow): Promise<boolean>
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
  }
}

function statementsOf({ tables: { readings, readingReports: it } }: Database) {
  const isOf = (of: typeof it | typeof readings) =>
    and(
      eq(of.personId, sql.placeholder('personId')),
      eq(of.proofHash, sql.placeholder('proofHash')),
    )
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
  }))
}
