import { eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { type SessionRows, sessionRows } from '../session/session-rows.ts'
import { drawToken, hashOfToken } from '../session/session-token.ts'
import { agentLife, type AgentSession } from './agent.ts'

/** Sessions of agents: rows keyed by the SHA-256 of a random token that only the browser holds. */
export interface AgentSessionStore extends Pick<SessionRows, 'end' | 'sweep'> {
  /** Starts a session and answers its token, 32 random bytes as base64url. */
  start(agentId: string, at: Date): Promise<string>
  /** The session of a token, if it still stands; renews its idle end. */
  find(token: string, at: Date): Promise<AgentSession | null>
}

export function agentSessionStore(database: Database): AgentSessionStore {
  const run = statementsOf(database)(database.db)
  const rows = sessionRows(database, 'agentSessions', agentLife)
  return {
    async start(agentId, at) {
      const token = drawToken()
      const endsAt = new Date(at.getTime() + agentLife.mostMs)
      await run.start.execute({ tokenHash: hashOfToken(token), agentId, at, endsAt })
      return token
    },
    async find(token, at) {
      const [found] = await run.find.execute({ tokenHash: hashOfToken(token) })
      return rows.stand(found, at)
    },
    end: rows.end,
    sweep: rows.sweep,
  }
}

function statementsOf({ tables: { agentSessions: sessions, agents } }: Database) {
  return prepared((db) => ({
    start: db.insert(sessions).values({
      tokenHash: sql.placeholder('tokenHash'),
      agentId: sql.placeholder('agentId'),
      startedAt: sql.placeholder('at'),
      usedAt: sql.placeholder('at'),
      endsAt: sql.placeholder('endsAt'),
    }),
    find: db
      .select({
        tokenHash: sessions.tokenHash,
        agentId: sessions.agentId,
        role: agents.role,
        subjectHash: agents.subjectHash,
        sealedName: agents.sealedName,
        startedAt: sessions.startedAt,
        usedAt: sessions.usedAt,
        endsAt: sessions.endsAt,
      })
      .from(sessions)
      .innerJoin(agents, eq(agents.agentId, sessions.agentId))
      .where(eq(sessions.tokenHash, sql.placeholder('tokenHash'))),
  }))
}
