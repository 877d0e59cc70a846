import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { given, givenRows, writeRows } from '../db/given-rows.ts'
import { prepared } from '../db/prepared.ts'
import type { RotationOutcome, RotationStore } from './plain-refresh.ts'

/**
 * A group on PostgreSQL: one statement, and a transaction by itself. It sees blocks made before it began; one made while it
 * runs is after it, and stops the indices of its cards, of which none is new.
 */
export function keepByStatement(database: Database): RotationStore['keep'] {
  const run = statementsOf(database)(database.db)
  return async (group) => {
    const refreshes = group.map(({ proof, rotation: it }) => ({
      proofHash: proof.proofHash,
      expiresAt: proof.expiresAt,
      personId: it.personId,
      phoneId: it.phoneId,
      seenTokenHash: it.seenTokenHash,
      presentedHash: it.presentedHash,
      nextHash: it.nextHash,
      at: it.at,
    }))
    const references = group.flatMap((each) =>
      each.references.map(({ phoneId, beneficiaryId, reference }) => ({
        phoneId,
        beneficiaryId,
        reference,
      })),
    )
    const rows = await run.keep.execute({
      refreshes: writeRows(refreshes),
      references: writeRows(references),
    })
    const outcomes = new Map(rows.map(({ phoneId, outcome }) => [phoneId, outcome]))
    return group.map(({ rotation }) => outcomes.get(rotation.phoneId) ?? 'conflict')
  }
}

function statementsOf({ engine, tables: { phones, dpopProofs, blocks, cards } }: Database) {
  const refreshes = givenRows(
    engine,
    {
      proofHash: 'bytes',
      expiresAt: 'instant',
      personId: 'text',
      phoneId: 'text',
      seenTokenHash: 'bytes',
      presentedHash: 'bytes',
      nextHash: 'bytes',
      at: 'instant',
    },
    'refreshes',
  )
  const references = givenRows(
    engine,
    { phoneId: 'text', beneficiaryId: 'text', reference: 'bytes' },
    'references',
  )
  const isBlocked = (personId: SQL, phoneId: SQL) =>
    sql`exists (select 1 from ${blocks} where ${and(
      eq(blocks.personId, personId),
      eq(blocks.phoneId, phoneId),
      // Written out, as below: the index of open blocks is for this state alone.
      sql`${blocks.state} <> 'lifted'`,
    )})`
  return prepared((db) => {
    const step = (name: string, statement: { getSQL(): SQL }) =>
      db.$with(name, {}).as(statement.getSQL())
    const asked = step('refresh', sql`select * from ${refreshes}`)
    const taken = step(
      'taken',
      db
        .insert(dpopProofs)
        .select(sql`select ${refresh('proofHash')}, ${refresh('expiresAt')} from refresh`)
        .onConflictDoNothing()
        .returning({ proofHash: dpopProofs.proofHash }),
    )
    const rotated = step(
      'rotated',
      db
        .update(phones)
        .set({
          tokenHash: refresh('nextHash'),
          previousTokenHash: refresh('presentedHash'),
          refreshedAt: refresh('at'),
        })
        .from(sql`refresh join taken on taken.proof_hash = ${refresh('proofHash')}`)
        .where(
          and(
            eq(phones.personId, refresh('personId')),
            eq(phones.phoneId, refresh('phoneId')),
            // A plan for whatever state may be given expects fewer rows than there are.
            sql`${phones.state} = 'active'`,
            sql`${phones.refreshState} = 'rotating'`,
            eq(phones.tokenHash, refresh('seenTokenHash')),
          ),
        )
        .returning({ personId: phones.personId, phoneId: phones.phoneId }),
    )
    const referred = step(
      'referred',
      db
        .update(cards)
        .set({ reference: given('reference'), previousReference: sql`${cards.reference}` })
        .from(sql`${references} join rotated on rotated.phone_id = ${given('phoneId')}`)
        .where(
          and(
            sql`${cards.personId} = rotated.person_id`,
            eq(cards.phoneId, given('phoneId')),
            eq(cards.beneficiaryId, given('beneficiaryId')),
            sql`not ${isBlocked(sql`rotated.person_id`, sql`rotated.phone_id`)}`,
          ),
        ),
    )
    return {
      keep: db
        .with(asked, taken, rotated, referred)
        .select({
          phoneId: sql<string>`${refresh('phoneId')}`,
          outcome: sql<RotationOutcome>`case
            when taken.proof_hash is null then 'replayed'
            when rotated.phone_id is null then 'conflict'
            when ${isBlocked(refresh('personId'), refresh('phoneId'))} then 'blocked'
            else 'rotated' end`,
        })
        .from(
          sql`refresh
            left join taken on taken.proof_hash = ${refresh('proofHash')}
            left join rotated on rotated.phone_id = ${refresh('phoneId')}`,
        ),
    }
  })
}

/** A field of the refreshes given. */
function refresh(name: string): SQL {
  return sql`refresh.${sql.identifier(name)}`
}
