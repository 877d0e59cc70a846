import { and, eq, lt, lte, or, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Tables } from '../db/tables.ts'
import { isLive, type SessionLife, touchMs } from './session-life.ts'
import { hashOfToken } from './session-token.ts'

/** Sessions of any kind of person: rows keyed by the SHA-256 of a token that only the browser holds. */
export interface SessionRows {
  /** The row itself while its session stands, with its idle end renewed; null after. */
  stand<R extends SessionRow>(row: R | undefined, at: Date): Promise<R | null>
  end(token: string): Promise<void>
  /** Removes the sessions that have ended. */
  sweep(at: Date): Promise<void>
}

interface SessionRow {
  readonly tokenHash: Buffer
  readonly usedAt: Date
  readonly endsAt: Date
}

/** What every table of sessions does alike; starting and finding are each one's own. */
export function sessionRows(
  database: Database,
  table: 'professionalSessions' | 'agentSessions',
  life: SessionLife,
): SessionRows {
  const run = statementsOf(database.tables[table])(database.db)
  return {
    async stand(row, at) {
      if (!row || !isLive(row, life, at)) return null
      if (at.getTime() - row.usedAt.getTime() >= touchMs) {
        await run.touch.execute({ tokenHash: row.tokenHash, at })
      }
      return row
    },
    async end(token) {
      await run.end.execute({ tokenHash: hashOfToken(token) })
    },
    async sweep(at) {
      await run.sweep.execute({ at, idleSince: new Date(at.getTime() - life.idleMs) })
    },
  }
}

function statementsOf(sessions: Tables['professionalSessions'] | Tables['agentSessions']) {
  const isToken = eq(sessions.tokenHash, sql.placeholder('tokenHash'))
  const usedAt = placed(sessions.usedAt, 'at')
  return prepared((db) => ({
    touch: db
      .update(sessions)
      .set({ usedAt })
      .where(and(isToken, lt(sessions.usedAt, usedAt))),
    end: db.delete(sessions).where(isToken),
    sweep: db
      .delete(sessions)
      .where(
        or(
          lte(sessions.endsAt, placed(sessions.endsAt, 'at')),
          lte(sessions.usedAt, placed(sessions.usedAt, 'idleSince')),
        ),
      ),
  }))
}
