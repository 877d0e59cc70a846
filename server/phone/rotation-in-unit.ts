import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { given, givenRows, mostGiven, writeRows } from '../db/given-rows.ts'
import { prepared } from '../db/prepared.ts'
import type {
  NextReference,
  PlainRefresh,
  RotationOutcome,
  RotationStore,
} from './plain-refresh.ts'

/** A group on SQLite: one unit, and one statement of each kind. */
export function keepInUnit(database: Database): RotationStore['keep'] {
  const run = statementsOf(database)(database.db)

  async function takeProofs(group: readonly PlainRefresh[]): Promise<ReadonlySet<string>> {
    const rows = group.map(({ proof: { proofHash, expiresAt } }) => ({ proofHash, expiresAt }))
    const taken = await run.takeProofs.execute({ rows: writeRows(rows) })
    return new Set(taken.map(({ proofHash }) => proofHash.toString('hex')))
  }

  /** The ids of the phones whose branch was still the one seen. */
  async function rotate(group: readonly PlainRefresh[]): Promise<ReadonlySet<string>> {
    const rows = group.map(({ rotation: it }) => ({
      personId: it.personId,
      phoneId: it.phoneId,
      seenTokenHash: it.seenTokenHash,
      presentedHash: it.presentedHash,
      nextHash: it.nextHash,
      at: it.at,
    }))
    const rotated = await run.rotate.execute({ rows: writeRows(rows) })
    return new Set(rotated.map(({ phoneId }) => phoneId))
  }

  async function blockedOf(group: readonly PlainRefresh[]): Promise<ReadonlySet<string>> {
    const rows = group.map(({ rotation: { personId, phoneId } }) => ({ personId, phoneId }))
    const blocked = await run.blockedOf.execute({ rows: writeRows(rows) })
    return new Set(blocked.map(({ phoneId }) => phoneId))
  }

  async function refer(references: readonly NextReference[]): Promise<void> {
    const rows = references.map(({ personId, phoneId, beneficiaryId, reference }) => ({
      personId,
      phoneId,
      beneficiaryId,
      reference,
    }))
    for (let from = 0; from < rows.length; from += mostGiven) {
      await run.refer.execute({ rows: writeRows(rows.slice(from, from + mostGiven)) })
    }
  }

  return (group) =>
    database.unit(async () => {
      const taken = await takeProofs(group)
      const isTaken = ({ proof }: PlainRefresh) => taken.has(proof.proofHash.toString('hex'))
      const proved = group.filter(isTaken)
      const rotated = await rotate(proved)
      const blocked = await blockedOf(proved)
      const outcomes = group.map((refresh): RotationOutcome => {
        if (!isTaken(refresh)) return 'replayed'
        if (!rotated.has(refresh.rotation.phoneId)) return 'conflict'
        return blocked.has(refresh.rotation.phoneId) ? 'blocked' : 'rotated'
      })
      const kept = group.filter((_refresh, index) => outcomes[index] === 'rotated')
      await refer(kept.flatMap(({ references }) => references))
      return outcomes
    })
}

function statementsOf({ engine, tables: { phones, dpopProofs, blocks, cards } }: Database) {
  const proofs = givenRows(engine, { proofHash: 'bytes', expiresAt: 'instant' })
  const rotations = givenRows(engine, {
    personId: 'text',
    phoneId: 'text',
    seenTokenHash: 'bytes',
    presentedHash: 'bytes',
    nextHash: 'bytes',
    at: 'instant',
  })
  const ids = givenRows(engine, { personId: 'text', phoneId: 'text' })
  const references = givenRows(engine, {
    personId: 'text',
    phoneId: 'text',
    beneficiaryId: 'text',
    reference: 'bytes',
  })
  return prepared((db) => ({
    takeProofs: db
      .insert(dpopProofs)
      // SQLite wants the `where`, to tell a join's ON from ON CONFLICT.
      .select(sql`select ${given('proofHash')}, ${given('expiresAt')} from ${proofs} where true`)
      .onConflictDoNothing()
      .returning({ proofHash: dpopProofs.proofHash }),
    rotate: db
      .update(phones)
      .set({
        tokenHash: given('nextHash'),
        previousTokenHash: given('presentedHash'),
        refreshedAt: given('at'),
      })
      .from(rotations)
      .where(
        and(
          eq(phones.personId, given('personId')),
          eq(phones.phoneId, given('phoneId')),
          sql`${phones.state} = 'active'`,
          sql`${phones.refreshState} = 'rotating'`,
          eq(phones.tokenHash, given('seenTokenHash')),
        ),
      )
      .returning({ phoneId: phones.phoneId }),
    blockedOf: db
      .select({ phoneId: blocks.phoneId })
      .from(ids)
      .innerJoin(
        blocks,
        and(
          eq(blocks.personId, given('personId')),
          eq(blocks.phoneId, given('phoneId')),
          sql`${blocks.state} <> 'lifted'`,
        ),
      ),
    refer: db
      .update(cards)
      .set({ reference: given('reference'), previousReference: sql`${cards.reference}` })
      .from(references)
      .where(
        and(
          eq(cards.personId, given('personId')),
          eq(cards.phoneId, given('phoneId')),
          eq(cards.beneficiaryId, given('beneficiaryId')),
        ),
      ),
  }))
}
