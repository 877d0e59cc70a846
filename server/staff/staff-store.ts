import { randomBytes } from 'node:crypto'
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { isGiven, writeList } from '../db/given-rows.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'

/** Those whom a professional may name at once. */
const mostStaff = 20
/** Of those who have ended, so many are told; all keep their rows. */
const mostEnded = 200

type Row = Database['tables']['staff']['$inferSelect']

export interface NewStaff extends Pick<Row, 'role'> {
  readonly name: string
}

export interface KeptStaff extends NewStaff, Pick<Row, 'staffId' | 'endedAt'> {}

/** Who works under each professional's responsibility, their names sealed. Ids are 9 random bytes as base64url. */
export interface StaffStore {
  /** Those who work first. */
  list(professionalId: string): Promise<KeptStaff[]>
  /** Null once the professional has as many as they may, however many ask at once. */
  add(professionalId: string, named: NewStaff, at: Date): Promise<KeptStaff | null>
  /** When somebody ended: `at`, or before. Null for anybody else's. */
  end(professionalId: string, staffId: string, at: Date): Promise<Date | null>
  /** Of these ids, those that are this professional's, ended or not. */
  known(professionalId: string, staffIds: readonly string[]): Promise<ReadonlySet<string>>
}

const column = 'staff.name'

export function staffStore(database: Database, keys: Keys): StaffStore {
  const run = statementsOf(database)(database.db)
  return {
    async list(professionalId) {
      const rows = await run.list.execute({ professionalId, most: mostStaff + mostEnded })
      return rows.map(({ staffId, sealedName, role, endedAt }) => ({
        staffId,
        name: keys.openColumn(column, rowKey(professionalId, staffId), sealedName),
        role,
        endedAt,
      }))
    },
    async add(professionalId, { name, role }, at) {
      for (;;) {
        const rows = await run.places.execute({ professionalId })
        const taken = new Set(rows.map(({ place }) => place))
        const place = Array.from({ length: mostStaff }, (_, each) => each).find(
          (each) => !taken.has(each),
        )
        if (place === undefined) return null
        const staffId = randomBytes(9).toString('base64url')
        const sealedName = keys.sealColumn(column, rowKey(professionalId, staffId), name)
        const row = { professionalId, staffId, sealedName, role, place, at }
        // Somebody else may have been given that place meanwhile.
        if ((await run.add.execute(row)).length > 0) return { staffId, name, role, endedAt: null }
      }
    },
    async end(professionalId, staffId, at) {
      await run.end.execute({ professionalId, staffId, at })
      const [row] = await run.ended.execute({ professionalId, staffId })
      return row?.endedAt ?? null
    },
    async known(professionalId, staffIds) {
      if (staffIds.length === 0) return new Set()
      const list = writeList(database, staffIds)
      const rows = await run.known.execute({ professionalId, list })
      return new Set(rows.map(({ staffId }) => staffId))
    },
  }
}

function rowKey(professionalId: string, staffId: string): string {
  return `${professionalId}.${staffId}`
}

function statementsOf(database: Database) {
  const { staff } = database.tables
  const isOwn = eq(staff.professionalId, sql.placeholder('professionalId'))
  const isOne = and(isOwn, eq(staff.staffId, sql.placeholder('staffId')))
  return prepared((db) => ({
    list: db
      .select({
        staffId: staff.staffId,
        sealedName: staff.sealedName,
        role: staff.role,
        endedAt: staff.endedAt,
      })
      .from(staff)
      .where(isOwn)
      .orderBy(sql`${staff.endedAt} is not null`, desc(staff.endedAt), asc(staff.createdAt))
      .limit(sql.placeholder('most')),
    places: db
      .select({ place: staff.place })
      .from(staff)
      .where(and(isOwn, isNull(staff.endedAt))),
    add: db
      .insert(staff)
      .values({
        professionalId: sql.placeholder('professionalId'),
        staffId: sql.placeholder('staffId'),
        sealedName: sql.placeholder('sealedName'),
        role: sql.placeholder('role'),
        place: sql.placeholder('place'),
        createdAt: sql.placeholder('at'),
      })
      .onConflictDoNothing()
      .returning({ staffId: staff.staffId }),
    end: db
      .update(staff)
      .set({ endedAt: placed(staff.endedAt, 'at') })
      .where(and(isOne, isNull(staff.endedAt))),
    ended: db.select({ endedAt: staff.endedAt }).from(staff).where(isOne),
    known: db
      .select({ staffId: staff.staffId })
      .from(staff)
      .where(and(isOwn, isGiven(database, staff.staffId))),
  }))
}
