import { inArray, lte, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { placed } from '../db/placed.ts'

/** The proofs taken so far: a proof is its row, and has one. */
export interface ProofStore {
  /** Takes a proof; false when it was taken before. Inside a unit it is part of it, and undone with it. */
  take(proof: { readonly proofHash: Buffer; readonly expiresAt: Date }): Promise<boolean>
  /** Forgets proofs too old to be accepted again. Answers how many, `most` in one go. */
  purge(now: Date, most?: number): Promise<number>
}

export function proofStore({ db, tables }: Database): ProofStore {
  const run = prepared(statements)(db)
  return {
    async take({ proofHash, expiresAt }) {
      return (await run.take.execute({ proofHash, expiresAt })).length > 0
    },
    async purge(now, most = 5_000) {
      return (await run.purge.execute({ now, most })).length
    },
  }

  function statements(handle: Database['db']) {
    const { dpopProofs } = tables
    const expired = handle
      .select({ proofHash: dpopProofs.proofHash })
      .from(dpopProofs)
      .where(lte(dpopProofs.expiresAt, placed(dpopProofs.expiresAt, 'now')))
      .limit(sql.placeholder('most'))
    return {
      take: handle
        .insert(dpopProofs)
        .values({
          proofHash: sql.placeholder('proofHash'),
          expiresAt: sql.placeholder('expiresAt'),
        })
        .onConflictDoNothing()
        .returning({ proofHash: dpopProofs.proofHash }),
      purge: handle
        .delete(dpopProofs)
        .where(inArray(dpopProofs.proofHash, expired))
        .returning({ proofHash: dpopProofs.proofHash }),
    }
  }
}
