import { and, eq, lte, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { forgetSome } from '../db/forget-some.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Actor } from '../professional/actor.ts'
import { drawToken, hashOfToken } from '../session/session-token.ts'
import type { Client } from './client-store.ts'

/** A token lives so long; a program asks for the next by itself. */
export const tokenMs = 10 * 60_000

/** What a token says: who acts, by which program, how far it reaches and until when. */
export interface FoundToken {
  readonly actor: Actor
  readonly clientId: string
  readonly scope: string
  readonly endsAt: Date
  /** of the client: none of its tokens is taken any more */
  readonly isRevoked: boolean
}

/** Tokens of practice software, as their SHA-256. */
export interface TokenStore {
  /** Draws a token and answers it: only its program ever has it. */
  give(
    token: Pick<Client, 'professionalId' | 'clientId' | 'scope'> & { readonly at: Date },
  ): Promise<string>
  find(token: string): Promise<FoundToken | null>
  /** Forgets those that ended before `before`, `most` in one go. */
  purge(before: Date, most?: number): Promise<number>
}

export function tokenStore(database: Database): TokenStore {
  const run = statementsOf(database)(database.db)
  return {
    async give({ professionalId, clientId, scope, at }) {
      const token = drawToken()
      const tokenHash = hashOfToken(token)
      const endsAt = new Date(at.getTime() + tokenMs)
      await run.give.execute({ tokenHash, professionalId, clientId, scope, endsAt })
      return token
    },
    async find(token) {
      const [row] = await run.find.execute({ tokenHash: hashOfToken(token) })
      if (!row) return null
      const { clientId, scope, endsAt, revokedAt, counterId, counterName, ...professional } = row
      const counter = { counterId, name: counterName }
      const actor = { ...professional, counter, staffId: null }
      return { actor, clientId, scope, endsAt, isRevoked: revokedAt !== null }
    },
    async purge(before, most = 5_000) {
      return (await run.purge.execute({ before, most })).length
    },
  }
}

function statementsOf({ tables }: Database) {
  const { practiceTokens: tokens, practiceClients: clients, professionals, counters } = tables
  return prepared((db) => ({
    give: db.insert(tokens).values({
      tokenHash: sql.placeholder('tokenHash'),
      professionalId: sql.placeholder('professionalId'),
      clientId: sql.placeholder('clientId'),
      scope: sql.placeholder('scope'),
      endsAt: sql.placeholder('endsAt'),
    }),
    find: db
      .select({
        clientId: tokens.clientId,
        scope: tokens.scope,
        endsAt: tokens.endsAt,
        revokedAt: clients.revokedAt,
        professionalId: tokens.professionalId,
        professionCode: professionals.professionCode,
        organisation: professionals.organisationName,
        counterId: clients.counterId,
        counterName: counters.name,
      })
      .from(tokens)
      .innerJoin(
        clients,
        and(
          eq(clients.professionalId, tokens.professionalId),
          eq(clients.clientId, tokens.clientId),
        ),
      )
      .innerJoin(professionals, eq(professionals.professionalId, tokens.professionalId))
      .innerJoin(
        counters,
        and(
          eq(counters.professionalId, tokens.professionalId),
          eq(counters.counterId, clients.counterId),
        ),
      )
      .where(eq(tokens.tokenHash, sql.placeholder('tokenHash'))),
    purge: forgetSome(
      db,
      tokens,
      tokens.tokenHash,
      lte(tokens.endsAt, placed(tokens.endsAt, 'before')),
    ),
  }))
}
