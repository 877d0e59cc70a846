import type { ReadingWay } from '@etui/shared/phone/letter.ts'
import { and, eq, exists, gt, lt, ne, or, sql } from 'drizzle-orm'
import type { Database, Db } from '../db/database.ts'
import { writeRows } from '../db/given-rows.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { recordTogether } from './record-together.ts'

/** Two counters reading two proofs of one card within this are worth a look. */
export const flagMs = 10 * 60_000

export interface NewReading {
  readonly personId: string
  /** SHA-256 of the proof's Sig_structure */
  readonly proofHash: Buffer
  readonly phoneId: string
  readonly beneficiaryId: string
  readonly counterId: string
  readonly professionalId: string
  /** who read it for the professional; null where they did themselves */
  readonly staffId: string | null
  readonly provedAt: Date
  readonly readAt: Date
  /** when it came to be known here, never before it was read */
  readonly recordedAt: Date
  /** read without network, and told of later */
  readonly isOffline: boolean
  readonly unlockedBy: number
  readonly frameType: number
  /** how the frame came */
  readonly way: ReadingWay
}

/** A reading, and from when to when another of the same card is worth a look. */
interface DatedReading extends NewReading {
  readonly since: Date
  readonly until: Date
}

const readingFields = {
  personId: 'text',
  proofHash: 'bytes',
  phoneId: 'text',
  beneficiaryId: 'text',
  counterId: 'text',
  professionalId: 'text',
  staffId: 'text',
  provedAt: 'instant',
  readAt: 'instant',
  recordedAt: 'instant',
  isOffline: 'flag',
  unlockedBy: 'integer',
  frameType: 'integer',
  way: 'text',
  since: 'instant',
  until: 'instant',
} as const satisfies Record<keyof DatedReading, string>

export interface EarlierReading {
  readonly readAt: Date
  readonly counterId: string
  readonly professionalId: string
  readonly counterName: string | null
  readonly isFlagged: boolean
}

/** Whose card bears a status index. */
export interface CardPlace {
  readonly personId: string
  readonly phoneId: string
  readonly beneficiaryId: string
  readonly registryId: string
  readonly blockedAt: Date | null
}

/** Readings, and where a presented card stands. */
export interface ReadingStore {
  /** The card that bears a status index. */
  findByIndex(shard: number, statusIndex: number): Promise<CardPlace | null>
  /** The living card a reduced code names, as it was issued; null when two cards answer to that name. */
  findByReference(reference: Uint8Array, at: Date): Promise<Buffer | null>
  /**
   * Records a reading, in one statement that is its own replay guard: null when this proof was read before. `isFlagged`
   * tells that the card was read at another counter within ten minutes; of two readings at the same instant, one at
   * least is told. Not for use within a unit.
   */
  record(reading: NewReading): Promise<{ readonly isFlagged: boolean } | null>
  /** The first reading of a proof. */
  findReading(personId: string, proofHash: Buffer): Promise<EarlierReading | null>
}

export function readingStore(database: Database): ReadingStore {
  const run = statementsOf(database)(database.db)
  const record = recordTogether<DatedReading>(database, {
    fields: readingFields,
    write: (group) => writeRows(group.map((each) => ({ ...each }))),
    async alone(reading) {
      const [row] = await run.record.execute({ ...reading })
      return row
    },
  })
  return {
    async findByIndex(shard, statusIndex) {
      const [row] = await run.byIndex.execute({ shard, statusIndex })
      return row ?? null
    },
    async findByReference(reference, at) {
      const named = await run.byReference.execute({ reference: Buffer.from(reference), at })
      return named.length === 1 ? (named[0]?.card ?? null) : null
    },
    async record(reading) {
      const since = new Date(reading.readAt.getTime() - flagMs)
      const until = new Date(reading.readAt.getTime() + flagMs)
      const row = await record({ ...reading, since, until })
      if (!row || row.isFlagged) return row ?? null
      // Two statements under way at once do not see each other's row; whoever looks after its own commit does.
      const [other] = await run.elsewhere.execute({ ...reading, since, until })
      if (other) await run.flag.execute({ ...reading })
      return { isFlagged: other !== undefined }
    },
    async findReading(personId, proofHash) {
      const [row] = await run.findReading.execute({ personId, proofHash })
      return row ?? null
    },
  }
}

function statementsOf({ tables }: Database) {
  const { readings, statusIndices, people, cards, counters } = tables
  const reference = placed(cards.reference, 'reference')
  /** The card's readings at other counters. What was read since was recorded since, which is what the index goes by. */
  const elsewhere = (db: Db) =>
    db
      .select({ one: sql`1` })
      .from(readings)
      .where(
        and(
          eq(readings.personId, sql.placeholder('personId')),
          gt(readings.recordedAt, placed(readings.recordedAt, 'since')),
          gt(readings.readAt, placed(readings.readAt, 'since')),
          lt(readings.readAt, placed(readings.readAt, 'until')),
          eq(readings.beneficiaryId, sql.placeholder('beneficiaryId')),
          ne(readings.counterId, sql.placeholder('counterId')),
        ),
      )
  return prepared((db) => ({
    byIndex: db
      .select({
        personId: statusIndices.personId,
        phoneId: statusIndices.phoneId,
        beneficiaryId: statusIndices.beneficiaryId,
        registryId: people.registryId,
        blockedAt: statusIndices.blockedAt,
      })
      .from(statusIndices)
      .innerJoin(people, eq(people.personId, statusIndices.personId))
      .where(
        and(
          eq(statusIndices.shard, sql.placeholder('shard')),
          eq(statusIndices.statusIndex, sql.placeholder('statusIndex')),
        ),
      ),
    byReference: db
      .select({ card: cards.card })
      .from(cards)
      .where(
        and(
          or(eq(cards.reference, reference), eq(cards.previousReference, reference)),
          gt(cards.expiresAt, placed(cards.expiresAt, 'at')),
        ),
      )
      .limit(2),
    record: db
      .insert(readings)
      .values({
        personId: sql.placeholder('personId'),
        proofHash: sql.placeholder('proofHash'),
        phoneId: sql.placeholder('phoneId'),
        beneficiaryId: sql.placeholder('beneficiaryId'),
        counterId: sql.placeholder('counterId'),
        professionalId: sql.placeholder('professionalId'),
        staffId: sql.placeholder('staffId'),
        provedAt: sql.placeholder('provedAt'),
        readAt: sql.placeholder('readAt'),
        recordedAt: sql.placeholder('recordedAt'),
        isOffline: sql.placeholder('isOffline'),
        unlockedBy: sql.placeholder('unlockedBy'),
        frameType: sql.placeholder('frameType'),
        way: sql.placeholder('way'),
        isFlagged: sql`${exists(elsewhere(db))}`,
      })
      .onConflictDoNothing()
      .returning({ isFlagged: readings.isFlagged }),
    elsewhere: elsewhere(db).limit(1),
    flag: db
      .update(readings)
      .set({ isFlagged: true })
      .where(
        and(
          eq(readings.personId, sql.placeholder('personId')),
          eq(readings.proofHash, sql.placeholder('proofHash')),
        ),
      ),
    findReading: db
      .select({
        readAt: readings.readAt,
        counterId: readings.counterId,
        professionalId: readings.professionalId,
        counterName: counters.name,
        isFlagged: readings.isFlagged,
      })
      .from(readings)
      .leftJoin(counters, eq(counters.counterId, readings.counterId))
      .where(
        and(
          eq(readings.personId, sql.placeholder('personId')),
          eq(readings.proofHash, sql.placeholder('proofHash')),
        ),
      ),
  }))
}
