import { randomBytes, timingSafeEqual } from 'node:crypto'
import { and, eq, isNull, lte, or, sql } from 'drizzle-orm'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import { type CodeOutcome, freeTries, pausesMs, triesMax } from './code-tries.ts'

/** A phone's proof that its holder typed the code: HMAC by the device's secret, 32 bytes in base64url. */
export interface CodeProof {
  readonly personId: string
  readonly phoneId: string
  readonly proof: string
  readonly at: Date
}

/**
 * The secret code's verifier, HMAC(pepper, proof | phoneId), and the share a right code releases. Call within a unit
 * that commits whatever the outcome: a wrong try that is undone would be a free one.
 */
export interface CodeStore {
  /** Sets the code, unlocks it, and answers its share: a new one, or the same when it is the same code again. */
  set(order: CodeProof): Promise<string>
  /** Counts the try before it is compared, so that no number of phones at once gets more of them. */
  try(order: CodeProof): Promise<CodeOutcome>
  isSet(personId: string, phoneId: string): Promise<boolean>
}

type CodeKeys = Pick<Keys, 'hmac' | 'sealColumn' | 'openColumn'>

export function codeStore(database: Database, keys: CodeKeys): CodeStore {
  const run = statementsOf(database)(database.db)

  function verifierOf({ proof, phoneId }: CodeProof): Buffer {
    return keys.hmac(
      'pepper',
      Buffer.concat([Buffer.from(proof, 'base64url'), Buffer.from(phoneId)]),
    )
  }

  function openShare({ personId, phoneId }: CodeProof, sealed: Buffer): string {
    return keys.openColumn('code_verifiers.sealed_share', `${personId}/${phoneId}`, sealed)
  }

  return {
    async isSet(personId, phoneId) {
      return (await run.find.execute({ personId, phoneId })).length > 0
    },

    async set(order) {
      const { personId, phoneId, at } = order
      const verifier = verifierOf(order)
      const [known] = await run.unlockSame.execute({ personId, phoneId, verifier, at })
      if (known) return openShare(order, known.sealedShare)
      const share = randomBytes(32).toString('base64url')
      const place = 'code_verifiers.sealed_share'
      const sealedShare = keys.sealColumn(place, `${personId}/${phoneId}`, share)
      await run.set.execute({ personId, phoneId, verifier, sealedShare, at })
      return share
    },

    async try(order) {
      const { personId, phoneId, at } = order
      const pauseAfter = (tries: 3 | 4 | 5) => new Date(at.getTime() + pausesMs[tries])
      const [reserved] = await run.reserve.execute({
        personId,
        phoneId,
        at,
        afterThird: pauseAfter(3),
        afterFourth: pauseAfter(4),
        afterFifth: pauseAfter(5),
      })
      if (!reserved) return whyNot(await run.find.execute({ personId, phoneId }))
      if (timingSafeEqual(reserved.verifier, verifierOf(order))) {
        await run.forgive.execute({ personId, phoneId, at })
        return { kind: 'right', share: openShare(order, reserved.sealedShare) }
      }
      const { tries, isLocked, pausedUntil } = reserved
      if (isLocked) return { kind: 'locked' }
      const isPaused = pausedUntil !== null && pausedUntil > at
      const triesLeft = tries < freeTries ? freeTries - tries : 0
      return { kind: 'wrong', triesLeft, pausedUntil: isPaused ? pausedUntil : undefined }
    },
  }
}

function whyNot([row]: readonly { isLocked: boolean; pausedUntil: Date | null }[]): CodeOutcome {
  // A phone without a code was never activated: no route lets it come here.
  if (!row) throw new Refusal('phone-unknown')
  if (row.isLocked || row.pausedUntil === null) return { kind: 'locked' }
  return { kind: 'paused', pausedUntil: row.pausedUntil }
}

function statementsOf({ tables: { codeVerifiers } }: Database) {
  const { tries, pausedUntil, isLocked } = codeVerifiers
  const ofPhone = and(
    eq(codeVerifiers.personId, sql.placeholder('personId')),
    eq(codeVerifiers.phoneId, sql.placeholder('phoneId')),
  )
  const changedAt = placed(codeVerifiers.changedAt, 'at')
  const isWaiting = or(isNull(pausedUntil), lte(pausedUntil, placed(pausedUntil, 'at')))
  const unlocked = { tries: 0, pausedUntil: null, isLocked: false, changedAt }
  return prepared((db) => ({
    find: db.select({ pausedUntil, isLocked }).from(codeVerifiers).where(ofPhone),
    unlockSame: db
      .update(codeVerifiers)
      .set(unlocked)
      .where(and(ofPhone, eq(codeVerifiers.verifier, sql.placeholder('verifier'))))
      .returning({ sealedShare: codeVerifiers.sealedShare }),
    set: db
      .insert(codeVerifiers)
      .values({
        personId: sql.placeholder('personId'),
        phoneId: sql.placeholder('phoneId'),
        verifier: sql.placeholder('verifier'),
        sealedShare: sql.placeholder('sealedShare'),
        changedAt: sql.placeholder('at'),
      })
      .onConflictDoUpdate({
        target: [codeVerifiers.personId, codeVerifiers.phoneId],
        set: {
          ...unlocked,
          verifier: placed(codeVerifiers.verifier, 'verifier'),
          sealedShare: placed(codeVerifiers.sealedShare, 'sealedShare'),
        },
      }),
    reserve: db
      .update(codeVerifiers)
      .set({
        tries: sql`${tries} + 1`,
        pausedUntil: sql`case ${tries} + 1
          when 3 then ${placed(pausedUntil, 'afterThird')}
          when 4 then ${placed(pausedUntil, 'afterFourth')}
          when 5 then ${placed(pausedUntil, 'afterFifth')}
          else ${pausedUntil} end`,
        isLocked: sql`${tries} + 1 >= ${sql.raw(String(triesMax))}`,
        changedAt,
      })
      .where(and(ofPhone, eq(isLocked, false), isWaiting))
      .returning(),
    forgive: db.update(codeVerifiers).set(unlocked).where(ofPhone),
  }))
}
