import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import type { UsedCeilings } from '@etui/shared/invoice/retention.ts'
import type { Taking } from '@etui/shared/invoice/takings.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

/** Whose ceilings, of which day of care (YYYY-MM-DD); a day's participation is by professional. */
export interface CeilingPlace {
  readonly personId: string
  readonly beneficiaryId: string
  readonly day: string
  readonly professionalId: string
}

/** What is kept back of each beneficiary, towards the ceilings of their days and years. */
export interface CeilingStore {
  used(place: CeilingPlace): Promise<UsedCeilings>
  /** Takes of one ceiling in one statement; false when it would be passed, and then nothing was taken. */
  take(place: CeilingPlace, taking: Taking): Promise<boolean>
  /** Gives back what was taken, as `take` with cents under zero; false when there was not so much. */
  giveBack(place: CeilingPlace, taking: Taking): Promise<boolean>
  /** Forgets what was taken for years and days of care before that day, `most` at once; answers how many rows. */
  purge(before: string, most: number): Promise<number>
}

export function ceilingStore(database: Database): CeilingStore {
  const run = statementsOf(database)(database.db)
  return {
    async used(place) {
      const { personId, beneficiaryId, day } = place
      const year = day.slice(0, 4)
      const rows = await run.used.execute({ personId, beneficiaryId, day, year })
      const of = (span: string, kind: string) =>
        rows.find((row) => row.span === span && row.kind === kind)?.cents ?? 0
      return {
        participationDayCents: of(day, kindOf('participation', 'day', place)),
        participationYearCents: of(year, 'participation'),
        franchiseDayCents: {
          box: of(day, 'box'),
          paramedical: of(day, 'paramedical'),
          transport: of(day, 'transport'),
        },
        franchiseYearCents: of(year, 'franchise'),
      }
    },
    async take(place, taking) {
      return (await run.take.execute(rowOf(place, taking))).length > 0
    },
    async giveBack(place, taking) {
      return (await run.giveBack.execute(rowOf(place, taking))).length > 0
    },
    async purge(before, most) {
      // A year is written shorter than its days, and so sorts before all of them.
      return (await run.purge.execute({ before: before.slice(0, 4), most })).length
    },
  }
}

function rowOf(place: CeilingPlace, { span, kind, cents, ceilingCents }: Taking) {
  const { personId, beneficiaryId, day } = place
  return {
    personId,
    beneficiaryId,
    span: span === 'year' ? day.slice(0, 4) : day,
    kind: kindOf(kind, span, place),
    cents,
    ceilingCents,
  }
}

function kindOf(
  kind: Taking['kind'],
  span: Taking['span'],
  { professionalId }: CeilingPlace,
): string {
  return kind === 'participation' && span === 'day' ? `${kind}/${professionalId}` : kind
}

function statementsOf({ tables: { ceilings } }: Database) {
  const isOne = and(
    eq(ceilings.personId, sql.placeholder('personId')),
    eq(ceilings.beneficiaryId, sql.placeholder('beneficiaryId')),
  )
  const cents = placed(ceilings.cents, 'cents')
  const summed = sql<number>`${ceilings.cents} + ${cents}`
  const row = { kind: ceilings.kind }
  const key = sql`${ceilings.personId}, ${ceilings.beneficiaryId}, ${ceilings.span}, ${ceilings.kind}`
  return prepared((db) => ({
    used: db
      .select({ span: ceilings.span, kind: ceilings.kind, cents: ceilings.cents })
      .from(ceilings)
      .where(and(isOne, inArray(ceilings.span, [sql.placeholder('day'), sql.placeholder('year')]))),
    take: db
      .insert(ceilings)
      .values({
        personId: sql.placeholder('personId'),
        beneficiaryId: sql.placeholder('beneficiaryId'),
        span: sql.placeholder('span'),
        kind: sql.placeholder('kind'),
        cents: sql.placeholder('cents'),
      })
      .onConflictDoUpdate({
        target: [ceilings.personId, ceilings.beneficiaryId, ceilings.span, ceilings.kind],
        set: { cents: summed },
        setWhere: sql`${summed} <= ${placed(ceilings.cents, 'ceilingCents')}`,
      })
      .returning(row),
    giveBack: db
      .update(ceilings)
      .set({ cents: summed })
      .where(
        and(
          isOne,
          eq(ceilings.span, sql.placeholder('span')),
          eq(ceilings.kind, sql.placeholder('kind')),
          sql`${summed} >= 0`,
        ),
      )
      .returning(row),
    purge: db
      .delete(ceilings)
      .where(
        sql`(${key}) in ${db
          .select({
            personId: ceilings.personId,
            beneficiaryId: ceilings.beneficiaryId,
            span: ceilings.span,
            kind: ceilings.kind,
          })
          .from(ceilings)
          .where(lt(ceilings.span, sql.placeholder('before')))
          .limit(sql.placeholder('most'))}`,
      )
      .returning(row),
  }))
}
