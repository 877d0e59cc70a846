import { and, eq, exists, gt, lt, ne, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { given, givenAs, type GivenKind, givenRows } from '../db/given-rows.ts'
import { prepared } from '../db/prepared.ts'
import { type LoneWrite, writtenTogether } from '../db/written-together.ts'

interface Proven {
  readonly personId: string
  readonly proofHash: Buffer
}

/** What a reading's one statement answers: nothing for a proof that was read before. */
type RecordedReading = { readonly isFlagged: boolean } | undefined

interface RecordedTogether<R> extends Pick<LoneWrite<R, RecordedReading>, 'alone'> {
  /** those of a reading, and from when (`since`) to when (`until`) another of its card is worth a look */
  readonly fields: Readonly<Record<keyof R & string, GivenKind>>
  /** `writeRows` of them */
  readonly write: (readings: readonly R[]) => string
}

/**
 * Records readings, those of requests under way together by one statement (`writtenTogether`). Of two of the same proof
 * the first that asked is recorded, in one group as between groups. Groups that hold the same proofs take them in the same
 * order, so that none waits for another that waits for it.
 */
export function recordTogether<R extends Proven>(
  database: Database,
  { fields, write, alone }: RecordedTogether<R>,
): (reading: R) => Promise<RecordedReading> {
  const run = statementsOf(database, fields)(database.db)
  return writtenTogether(database, {
    alone,
    async all(group) {
      const first = new Map<string, R>()
      for (const each of group) if (!first.has(nameOf(each))) first.set(nameOf(each), each)
      const rows = await run.record.execute({ rows: write([...first.values()]) })
      const recorded = new Map(rows.map((row) => [nameOf(row), { isFlagged: row.isFlagged }]))
      return group.map((each) => {
        const name = nameOf(each)
        return first.get(name) === each ? recorded.get(name) : undefined
      })
    },
  })
}

function nameOf({ personId, proofHash }: Proven): string {
  return `${personId} ${proofHash.toString('base64url')}`
}

function statementsOf(
  { engine, tables: { readings } }: Database,
  fields: Readonly<Record<string, GivenKind>>,
) {
  return prepared((db) => {
    const elsewhere = db
      .select({ one: sql`1` })
      .from(readings)
      .where(
        and(
          eq(readings.personId, given('personId')),
          gt(readings.recordedAt, given('since')),
          gt(readings.readAt, given('since')),
          lt(readings.readAt, given('until')),
          eq(readings.beneficiaryId, given('beneficiaryId')),
          ne(readings.counterId, given('counterId')),
        ),
      )
    const rows = givenAs(readings, fields, givenRows(engine, fields), {
      isFlagged: sql`${exists(elsewhere)}`,
    })
    return {
      record: db
        .insert(readings)
        .select(sql`${rows} order by ${given('personId')}, ${given('proofHash')}`)
        .onConflictDoNothing()
        .returning({
          personId: readings.personId,
          proofHash: readings.proofHash,
          isFlagged: readings.isFlagged,
        }),
    }
  })
}
