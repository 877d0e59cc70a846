import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { given, givenRows, mostGiven, writeRows } from '../db/given-rows.ts'
import { prepared } from '../db/prepared.ts'
import type { Rotation } from './phone-store.ts'

/** A proof to be spent. */
export interface SpentProof {
  readonly proofHash: Buffer
  readonly expiresAt: Date
}

/** A card that stays as it is, under its next reference. */
export interface NextReference {
  readonly personId: string
  readonly phoneId: string
  readonly beneficiaryId: string
  readonly reference: Buffer
}

/** What `ProofStore`, `PhoneStore` and `CardStore` do for one refresh, for many of different phones in one statement each. */
export interface RotationStore {
  /** The hashes, in hexadecimal, of those that had not been taken. */
  takeProofs(proofs: readonly SpentProof[]): Promise<ReadonlySet<string>>
  /** The ids of the phones whose branch was still the one seen: they are rotated, and held until the unit ends. */
  rotate(rotations: readonly Rotation[]): Promise<ReadonlySet<string>>
  /** The ids of those phones whose card bears an open block. */
  blockedOf(rotations: readonly Rotation[]): Promise<ReadonlySet<string>>
  refer(references: readonly NextReference[]): Promise<void>
}

export function rotationStore(database: Database): RotationStore {
  const run = statementsOf(database)(database.db)
  return {
    async takeProofs(proofs) {
      const rows = proofs.map(({ proofHash, expiresAt }) => ({ proofHash, expiresAt }))
      const taken = await run.takeProofs.execute({ rows: writeRows(rows) })
      return new Set(taken.map(({ proofHash }) => proofHash.toString('hex')))
    },
    async rotate(rotations) {
      const rows = rotations.map((it) => ({
        personId: it.personId,
        phoneId: it.phoneId,
        seenTokenHash: it.seenTokenHash,
        presentedHash: it.presentedHash,
        nextHash: it.nextHash,
        at: it.at,
      }))
      const rotated = await run.rotate.execute({ rows: writeRows(rows) })
      return new Set(rotated.map(({ phoneId }) => phoneId))
    },
    async blockedOf(rotations) {
      const rows = rotations.map(({ personId, phoneId }) => ({ personId, phoneId }))
      const blocked = await run.blockedOf.execute({ rows: writeRows(rows) })
      return new Set(blocked.map(({ phoneId }) => phoneId))
    },
    async refer(references) {
      const rows = references.map(({ personId, phoneId, beneficiaryId, reference }) => ({
        personId,
        phoneId,
        beneficiaryId,
        reference,
      }))
      for (let from = 0; from < rows.length; from += mostGiven) {
        await run.refer.execute({ rows: writeRows(rows.slice(from, from + mostGiven)) })
      }
    },
  }
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
          // Written out, as below: a plan for whatever state may be given expects fewer rows than there are.
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
