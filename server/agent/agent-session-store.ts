import { eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { addedSession, sessionRows, type Sessions } from '../session/session-rows.ts'
import { hashOfToken } from '../session/session-token.ts'
import { agentLife, type AgentSession } from './agent.ts'

export type AgentSessionStore = Sessions<AgentSession>

export function agentSessionStore(database: Database): AgentSessionStore {
  const run = statementsOf(database)(database.db)
  const rows = sessionRows(database, 'agentSessions', agentLife)
  return {
    start: (agentId, at) => rows.start((added) => run.start.execute({ ...added, agentId }), at),
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
    start: db.insert(sessions).values({ ...addedSession, agentId: sql.placeholder('agentId') }),
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
