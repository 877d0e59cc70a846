import { and, eq, lte, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { forgetSome } from '../db/forget-some.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

export interface TakenChallenge {
  readonly professionalId: string
  /** what a proof carries of it: the first 16 bytes of its SHA-256 */
  readonly challengeHash: Buffer
  readonly counterId: string
  /** SHA-256 of the Sig_structure of the proof that takes it */
  readonly proofHash: Buffer
  readonly takenAt: Date
  readonly endsAt: Date
}

/** Which proof has each answered challenge. */
export interface TakenChallengeStore {
  /** Takes a challenge, in one statement: of any number of proofs at once, one. False when it is taken already. */
  take(challenge: TakenChallenge): Promise<boolean>
  /** The proof that has it. */
  takenBy(professionalId: string, challengeHash: Buffer): Promise<Buffer | null>
  /** Forgets those that ended by then. */
  purge(before: Date, most?: number): Promise<number>
}

export function takenChallengeStore(database: Database): TakenChallengeStore {
  const run = statementsOf(database)(database.db)
  return {
    async take(challenge) {
      return (await run.take.execute({ ...challenge })).length > 0
    },
    async takenBy(professionalId, challengeHash) {
      const [row] = await run.takenBy.execute({ professionalId, challengeHash })
      return row?.proofHash ?? null
    },
    async purge(before, most = 1_000) {
      return (await run.purge.execute({ before, most })).length
    },
  }
}

function statementsOf({ tables: { takenChallenges: taken } }: Database) {
  return prepared((db) => ({
    take: db
      .insert(taken)
      .values({
        professionalId: sql.placeholder('professionalId'),
        challengeHash: sql.placeholder('challengeHash'),
        counterId: sql.placeholder('counterId'),
        proofHash: sql.placeholder('proofHash'),
        takenAt: sql.placeholder('takenAt'),
        endsAt: sql.placeholder('endsAt'),
      })
      .onConflictDoNothing()
      .returning({ challengeHash: taken.challengeHash }),
    takenBy: db
      .select({ proofHash: taken.proofHash })
      .from(taken)
      .where(
        and(
          eq(taken.professionalId, sql.placeholder('professionalId')),
          eq(taken.challengeHash, sql.placeholder('challengeHash')),
        ),
      ),
    purge: forgetSome(
      db,
      taken,
      taken.challengeHash,
      lte(taken.endsAt, placed(taken.endsAt, 'before')),
    ),
  }))
}
