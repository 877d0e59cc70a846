import { and, type Column, eq, gt, gte, or, type SQL, sql } from 'drizzle-orm'
import type { ReadingWay } from '@etui/shared/phone/letter.ts'
import { askedTogether } from '../db/asked-together.ts'
import type { Database, Db } from '../db/database.ts'
import { given, givenRows, writeRows } from '../db/given-rows.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

/** At most so many items in a letter; the next one brings the rest. */
export const mostItems = 200

/**
 * A person, and the last they were told of: when it was recorded, and its key, the bytes of a reading's hash or of a
 * summary's id.
 */
export interface Told {
  readonly personId: string
  readonly at: Date
  readonly key: Buffer
}

/** A reading, with the counter and the profession of who made it while they are known; or the summary of an invoice. */
export interface ToldRow {
  readonly kind: 'reading' | 'summary'
  readonly key: Buffer
  /** when a reading was made; when a summary was recorded */
  readonly at: Date
  readonly recordedAt: Date
  readonly beneficiaryId: string
  readonly isOffline: boolean | null
  readonly unlockedBy: number | null
  readonly way: ReadingWay | null
  readonly isFlagged: boolean | null
  readonly reportedAt: Date | null
  readonly counterName: string | null
  readonly organisation: string | null
  readonly professionCode: string | null
  readonly careDay: string | null
  readonly sealedContent: Buffer | null
}

/**
 * Reads what was recorded of a person after what they were told of, in that order. On PostgreSQL those who ask together are
 * read for by one statement; SQLite has no `lateral`, and answers each at once.
 */
export function toldSince(database: Database): (told: Told) => Promise<readonly ToldRow[]> {
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

function sinceMany(db: Db, database: Database) {
  const fields = { asker: 'text', personId: 'text', at: 'instant', key: 'bytes' } as const
  const told = { personId: given('personId'), at: given('at'), key: given('key') }
  const many = sql`${givenRows(database.engine, fields)} cross join lateral`
  return db
    .select({ asker: sql<string>`${given('asker')}`, ...columnsOf(database) })
    .from(sql`${many} ${itemsAfter(database, told)}`)
    .orderBy(...inOrder)
}

function sinceOne(db: Db, database: Database) {
  const { readings } = database.tables
  const told = {
    personId: sql`${sql.placeholder('personId')}`,
    at: placed(readings.recordedAt, 'at'),
    key: placed(readings.proofHash, 'key'),
  }
  return db
    .select(columnsOf(database))
    .from(itemsAfter(database, told))
    .orderBy(...inOrder)
}

type ToldSql = Readonly<Record<'personId' | 'at' | 'key', SQL>>

const inOrder = [sql`item.recorded_at`, sql`item.key`]

/** Both tables by their own index, each with the limit, then the first of the two together. */
function itemsAfter({ engine, tables }: Database, told: ToldSql): SQL {
  const { readings, readingReports, summaries, counters, professionals } = tables
  const bytes = sql.raw(engine === 'sqlite' ? 'blob' : 'bytea')
  const summaryKey =
    engine === 'sqlite'
      ? sql`cast(${summaries.summaryId} as blob)`
      : sql`convert_to(${summaries.summaryId}, 'UTF8')`
  const most = sql.raw(String(mostItems))
  const reading = sql`select 'reading' as kind, ${readings.personId} as person_id, ${readings.proofHash} as key, ${readings.readAt} as at,
      ${readings.recordedAt} as recorded_at, ${readings.beneficiaryId} as beneficiary_id,
      ${readings.isOffline} as is_offline, ${readings.unlockedBy} as unlocked_by,
      ${readings.way} as way, ${readings.isFlagged} as is_flagged,
      ${readings.counterId} as counter_id, ${readings.professionalId} as professional_id,
      cast(null as text) as care_day, cast(null as ${bytes}) as sealed_content
    from ${readings}
    where ${isAfter(readings, sql`${readings.proofHash}`, told)}
    order by ${readings.recordedAt}, ${readings.proofHash} limit ${most}`
  const summary = sql`select 'summary' as kind, ${summaries.personId} as person_id, ${summaryKey} as key, ${summaries.recordedAt} as at,
      ${summaries.recordedAt} as recorded_at, ${summaries.beneficiaryId} as beneficiary_id,
      cast(null as boolean) as is_offline, cast(null as integer) as unlocked_by,
      cast(null as text) as way, cast(null as boolean) as is_flagged,
      cast(null as text) as counter_id, cast(null as text) as professional_id,
      ${summaries.careDay} as care_day, ${summaries.sealedContent} as sealed_content
    from ${summaries}
    where ${isAfter(summaries, summaryKey, told)}
    order by ${summaries.recordedAt}, ${summaryKey} limit ${most}`
  return sql`(
    select * from (select * from (${reading}) as one union all select * from (${summary}) as other) as together
    order by recorded_at, key limit ${most}
  ) as item
  left join ${counters}
    on ${counters.professionalId} = item.professional_id and ${counters.counterId} = item.counter_id
  left join ${readingReports}
    on ${readingReports.personId} = item.person_id and ${readingReports.proofHash} = item.key
  left join ${professionals} on ${professionals.professionalId} = item.professional_id`
}

function columnsOf({ tables: { readings, readingReports, summaries } }: Database) {
  return {
    kind: sql<ToldRow['kind']>`item.kind`,
    key: sql`item.key`.mapWith(readings.proofHash),
    at: sql`item.at`.mapWith(readings.readAt),
    recordedAt: sql`item.recorded_at`.mapWith(readings.recordedAt),
    beneficiaryId: sql<string>`item.beneficiary_id`,
    isOffline: orNull(sql`item.is_offline`.mapWith(readings.isOffline)),
    unlockedBy: sql<number | null>`item.unlocked_by`,
    way: sql<ReadingWay | null>`item.way`,
    isFlagged: orNull(sql`item.is_flagged`.mapWith(readings.isFlagged)),
    reportedAt: orNull(sql`${readingReports.reportedAt}`.mapWith(readingReports.reportedAt)),
    counterName: sql<string | null>`counters.name`,
    organisation: sql<string | null>`professionals.organisation_name`,
    professionCode: sql<string | null>`professionals.profession_code`,
    careDay: sql<string | null>`item.care_day`,
    sealedContent: orNull(sql`item.sealed_content`.mapWith(summaries.sealedContent)),
  }
}

/** drizzle leaves null as it is, whatever the column. */
function orNull<T>(column: SQL<T>): SQL<T | null> {
  return column
}

/** What a person was not told of yet. Given fields have no type of their own. */
function isAfter(
  of: { readonly personId: Column; readonly recordedAt: Column },
  itsKey: SQL,
  { personId, at, key }: ToldSql,
) {
  return and(
    eq(of.personId, personId),
    // What an index may begin at; the rest tells two of one instant apart.
    gte(of.recordedAt, at),
    or(gt(of.recordedAt, at), gt(itsKey, key)),
  )
}
