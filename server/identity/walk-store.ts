import { createHash } from 'node:crypto'
import { and, eq, gt, lte, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'

/** A walk to France Identité, as it must be remembered until its return. */
export interface IdentityWalk {
  readonly enrolmentId: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly cookie: string
}

/** A walk that came back; `isSameBrowser` when its cookie came too. */
export interface ReturnedWalk {
  readonly enrolmentId: string
  readonly nonce: string
  readonly verifier: string
  readonly isSameBrowser: boolean
}

/** Walks under way: rows, so that any node may receive the return. A walk is taken once, by deleting it. */
export interface IdentityWalkStore {
  start(walk: IdentityWalk, expiresAt: Date): Promise<void>
  take(state: string, cookie: string | undefined, now: Date): Promise<ReturnedWalk | undefined>
  purge(now: Date): Promise<void>
}

const place = 'oidc_transactions.verifier'
const realm = 'france-identite'

export function identityWalkStore(
  database: Database,
  keys: Pick<Keys, 'sealColumn' | 'openColumn'>,
): IdentityWalkStore {
  const run = statementsOf(database)(database.db)
  return {
    async start({ enrolmentId, state, nonce, verifier, cookie }, expiresAt) {
      const stateHash = hashOf(state)
      await run.start.execute({
        stateHash,
        enrolmentId,
        nonce,
        expiresAt,
        cookieHash: hashOf(cookie),
        sealedVerifier: keys.sealColumn(place, stateHash.toString('base64url'), verifier),
      })
    },
    async take(state, cookie, now) {
      const stateHash = hashOf(state)
      const [row] = await run.take.execute({ stateHash, now })
      if (!row || row.enrolmentId === null) return undefined
      return {
        enrolmentId: row.enrolmentId,
        nonce: row.nonce,
        verifier: keys.openColumn(place, stateHash.toString('base64url'), row.sealedVerifier),
        isSameBrowser: cookie !== undefined && row.cookieHash.equals(hashOf(cookie)),
      }
    },
    async purge(now) {
      await run.purge.execute({ now })
    },
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function statementsOf({ tables: { oidcTransactions: walks } }: Database) {
  const now = placed(walks.expiresAt, 'now')
  return prepared((db) => ({
    start: db.insert(walks).values({
      stateHash: sql.placeholder('stateHash'),
      realm,
      enrolmentId: sql.placeholder('enrolmentId'),
      cookieHash: sql.placeholder('cookieHash'),
      sealedVerifier: sql.placeholder('sealedVerifier'),
      nonce: sql.placeholder('nonce'),
      expiresAt: sql.placeholder('expiresAt'),
    }),
    take: db
      .delete(walks)
      .where(
        and(
          eq(walks.stateHash, sql.placeholder('stateHash')),
          eq(walks.realm, realm),
          gt(walks.expiresAt, now),
        ),
      )
      .returning(),
    purge: db.delete(walks).where(and(eq(walks.realm, realm), lte(walks.expiresAt, now))),
  }))
}
