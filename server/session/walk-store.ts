import { and, eq, gt, lte, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import { hashOfToken } from './session-token.ts'

/** The walk to an identity provider and back may take so long. */
export const walkMs = 10 * 60_000

/** Whose provider one walks to for a session. */
export type SignInRealm = 'pro-sante-connect' | 'agents'

/** One walk of one browser: `state` comes back by the address, `cookie` by the browser, both or nothing. */
export interface Walk {
  readonly state: string
  readonly cookie: string
  readonly verifier: string
  readonly nonce: string
}

/** Walks under way: rows, so that any node may receive the return. A walk is taken once, by deleting it. */
export interface WalkStore {
  start(walk: Walk, at: Date): Promise<void>
  take(
    ticket: Pick<Walk, 'state' | 'cookie'>,
    at: Date,
  ): Promise<Pick<Walk, 'verifier' | 'nonce'> | null>
  /** Removes the walks nobody came back from. */
  sweep(at: Date): Promise<void>
}

const place = 'oidc_transactions.verifier'

export function walkStore(database: Database, keys: Keys, realm: SignInRealm): WalkStore {
  const run = statementsOf(database, realm)(database.db)
  return {
    async start({ state, cookie, verifier, nonce }, at) {
      const stateHash = hashOfToken(state)
      await run.start.execute({
        stateHash,
        cookieHash: hashOfToken(cookie),
        sealedVerifier: keys.sealColumn(place, stateHash.toString('base64url'), verifier),
        nonce,
        expiresAt: new Date(at.getTime() + walkMs),
      })
    },
    async take({ state, cookie }, at) {
      const stateHash = hashOfToken(state)
      const [row] = await run.take.execute({ stateHash, cookieHash: hashOfToken(cookie), at })
      if (!row) return null
      const verifier = keys.openColumn(place, stateHash.toString('base64url'), row.sealedVerifier)
      return { verifier, nonce: row.nonce }
    },
    async sweep(at) {
      await run.sweep.execute({ at })
    },
  }
}

function statementsOf({ tables: { oidcTransactions: walks } }: Database, realm: SignInRealm) {
  return prepared((db) => ({
    start: db.insert(walks).values({
      stateHash: sql.placeholder('stateHash'),
      realm,
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
          eq(walks.cookieHash, sql.placeholder('cookieHash')),
          eq(walks.realm, realm),
          gt(walks.expiresAt, placed(walks.expiresAt, 'at')),
        ),
      )
      .returning({ sealedVerifier: walks.sealedVerifier, nonce: walks.nonce }),
    sweep: db
      .delete(walks)
      .where(and(eq(walks.realm, realm), lte(walks.expiresAt, placed(walks.expiresAt, 'at')))),
  }))
}
