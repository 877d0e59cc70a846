import { createHash } from 'node:crypto'
import { and, eq, gt, inArray, lte, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

export type ChallengePurpose = 'register' | 'resume' | 'code-reset'

/** A passkey registered for a phone. `credentialId` is base64url, `publicKey` COSE. */
export interface Passkey {
  readonly credentialId: string
  readonly personId: string
  readonly phoneId: string
  readonly publicKey: Buffer
  readonly signCount: number
  readonly transports: readonly string[]
  readonly hasPrf: boolean
}

export interface Challenge {
  /** base64url */
  readonly challenge: string
  readonly purpose: ChallengePurpose
  readonly phoneId: string
}

/** Passkeys, and the challenges they answer: each a row, taken once by deleting it. */
export interface PasskeyStore {
  ofPhone(personId: string, phoneId: string): Promise<readonly Passkey[]>
  /** False when the credential is registered already. */
  add(passkey: Passkey, at: Date): Promise<boolean>
  /** Notes the authenticator's counter; false when it did not grow, which only a copied authenticator does. */
  countUp(credentialId: string, signCount: number): Promise<boolean>
  addChallenge(challenge: Challenge, expiresAt: Date): Promise<void>
  /** True once for a challenge that is still alive and was made for this. */
  takeChallenge(challenge: Challenge, now: Date): Promise<boolean>
  purgeChallenges(now: Date, most?: number): Promise<number>
}

export function passkeyStore(database: Database): PasskeyStore {
  const run = statementsOf(database)(database.db)
  return {
    ofPhone: (personId, phoneId) => run.ofPhone.execute({ personId, phoneId }),
    async add(passkey, at) {
      return (await run.add.execute({ ...passkey, at })).length > 0
    },
    async countUp(credentialId, signCount) {
      return (await run.countUp.execute({ credentialId, signCount })).length > 0
    },
    async addChallenge({ challenge, ...rest }, expiresAt) {
      await run.addChallenge.execute({ ...rest, challengeHash: hashOf(challenge), expiresAt })
    },
    async takeChallenge({ challenge, ...rest }, now) {
      const challengeHash = hashOf(challenge)
      return (await run.takeChallenge.execute({ ...rest, challengeHash, now })).length > 0
    },
    async purgeChallenges(now, most = 1_000) {
      return (await run.purgeChallenges.execute({ now, most })).length
    },
  }
}

function hashOf(challenge: string): Buffer {
  return createHash('sha256').update(challenge).digest()
}

function statementsOf({ tables: { passkeys, challenges } }: Database) {
  const signCount = placed(passkeys.signCount, 'signCount')
  return prepared((db) => ({
    ofPhone: db
      .select()
      .from(passkeys)
      .where(
        and(
          eq(passkeys.personId, sql.placeholder('personId')),
          eq(passkeys.phoneId, sql.placeholder('phoneId')),
        ),
      ),
    add: db
      .insert(passkeys)
      .values({
        credentialId: sql.placeholder('credentialId'),
        personId: sql.placeholder('personId'),
        phoneId: sql.placeholder('phoneId'),
        publicKey: sql.placeholder('publicKey'),
        signCount: sql.placeholder('signCount'),
        transports: sql.placeholder('transports'),
        hasPrf: sql.placeholder('hasPrf'),
        createdAt: sql.placeholder('at'),
      })
      .onConflictDoNothing()
      .returning({ credentialId: passkeys.credentialId }),
    // Synchronised passkeys always say 0 (WebAuthn 3, section 6.1.1).
    countUp: db
      .update(passkeys)
      .set({ signCount })
      .where(
        and(
          eq(passkeys.credentialId, sql.placeholder('credentialId')),
          sql`(${passkeys.signCount} < ${signCount} or (${passkeys.signCount} = 0 and ${signCount} = 0))`,
        ),
      )
      .returning({ credentialId: passkeys.credentialId }),
    addChallenge: db.insert(challenges).values({
      challengeHash: sql.placeholder('challengeHash'),
      purpose: sql.placeholder('purpose'),
      phoneId: sql.placeholder('phoneId'),
      expiresAt: sql.placeholder('expiresAt'),
    }),
    takeChallenge: db
      .delete(challenges)
      .where(
        and(
          eq(challenges.challengeHash, sql.placeholder('challengeHash')),
          eq(challenges.purpose, placed(challenges.purpose, 'purpose')),
          eq(challenges.phoneId, sql.placeholder('phoneId')),
          gt(challenges.expiresAt, placed(challenges.expiresAt, 'now')),
        ),
      )
      .returning({ phoneId: challenges.phoneId }),
    purgeChallenges: db
      .delete(challenges)
      .where(
        inArray(
          challenges.challengeHash,
          db
            .select({ challengeHash: challenges.challengeHash })
            .from(challenges)
            .where(lte(challenges.expiresAt, placed(challenges.expiresAt, 'now')))
            .limit(sql.placeholder('most')),
        ),
      )
      .returning({ phoneId: challenges.phoneId }),
  }))
}
