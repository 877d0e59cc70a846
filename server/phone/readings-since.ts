import { and, asc, eq, gt, gte, or, type SQL, sql } from 'drizzle-orm'
import { askedTogether } from '../db/asked-together.ts'
import type { Database, Db } from '../db/database.ts'
import { given, givenRows, writeRows } from '../db/given-rows.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

/** At most so many items in a letter; the next one brings the rest. */
export const mostItems = 200

/** A person, and the last reading they were told of: when it was recorded, and its name. */
export interface Told {
  readonly personId: string
  readonly at: Date
  readonly proofHash: Buffer
}

/** A reading, with the counter and the profession of who made it while they are known. */
export interface ToldReading {
  readonly proofHash: Buffer
  readonly readAt: Date
  readonly recordedAt: Date
  readonly beneficiaryId: string
  readonly counterName: string | null
  readonly professionCode: string | null
}

/**
 * Reads what was recorded of a person after what they were told of, in that order. On PostgreSQL those who ask together are
 * read for by one statement; SQLite has no `lateral`, and answers each at once.
 */
export function readingsSince(database: Database): (told: Told) => Promise<readonly ToldReading[]> {
  if (database.engine === 'postgres') return manyTogether(database)
  const run = prepared((db) => ({ since: sinceOne(db, database) }))(database.db)
  return (told) => run.since.execute({ ...told })
}

/** Many people by one statement, each with a limit of their own. */
function manyTogether(database: Database) {
  const run = prepared((db) => ({ since: sinceMany(db, database) }))(database.db)
  return askedTogether(database, async (asked: readonly Told[]) => {
    const rows = asked.map((each, index) => ({ ...each, asker: String(index) }))
    const found = await run.since.execute({ rows: writeRows(rows) })
    const byAsker = Map.groupBy(found, ({ asker }) => asker)
    return asked.map((_each, index) => byAsker.get(String(index)) ?? [])
  })
}

function sinceMany(db: Db, { engine, tables: { readings, counters, professionals } }: Database) {
  const told = { asker: 'text', personId: 'text', at: 'instant', proofHash: 'bytes' } as const
  const reading = db
    .select()
    .from(readings)
    .where(isAfter(readings, given('personId'), given('at'), given('proofHash')))
    .orderBy(asc(readings.recordedAt), asc(readings.proofHash))
    .limit(mostItems)
  return db
    .select({
      asker: sql<string>`${given('asker')}`,
      proofHash: sql<Buffer>`reading.proof_hash`,
      readAt: sql`reading.read_at`.mapWith(readings.readAt),
      recordedAt: sql`reading.recorded_at`.mapWith(readings.recordedAt),
      beneficiaryId: sql<string>`reading.beneficiary_id`,
      counterName: counters.name,
      professionCode: professionals.professionCode,
    })
    .from(sql`${givenRows(engine, told)} cross join lateral ${reading} as reading`)
    .leftJoin(
      counters,
      and(
        sql`${counters.professionalId} = reading.professional_id`,
        sql`${counters.counterId} = reading.counter_id`,
      ),
    )
    .leftJoin(professionals, sql`${professionals.professionalId} = reading.professional_id`)
    .orderBy(sql`reading.recorded_at`, sql`reading.proof_hash`)
}

/** What a person was not told of yet. Given fields have no type of their own. */
function isAfter(readings: Database['tables']['readings'], personId: SQL, at: SQL, proofHash: SQL) {
  return and(
    eq(readings.personId, personId),
    // What an index may begin at; the rest tells two of one instant apart.
    gte(readings.recordedAt, at),
    or(gt(readings.recordedAt, at), gt(readings.proofHash, proofHash)),
  )
}

function sinceOne(db: Db, { tables: { readings, counters, professionals } }: Database) {
  return db
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
      isAfter(
        readings,
        sql`${sql.placeholder('personId')}`,
        placed(readings.recordedAt, 'at'),
        placed(readings.proofHash, 'proofHash'),
      ),
    )
    .orderBy(asc(readings.recordedAt), asc(readings.proofHash))
    .limit(mostItems)
}
