import { and, eq, lt, lte, or, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Tables } from '../db/tables.ts'
import { isLive, type SessionLife, touchMs } from './session-life.ts'
import { drawToken, hashOfToken } from './session-token.ts'

/** Sessions of one kind of person: rows keyed by the SHA-256 of a random token that only the browser holds. */
export interface Sessions<S> extends Pick<SessionRows, 'end' | 'sweep'> {
  /** Starts a session and answers its token, 32 random bytes as base64url. */
  start(ownerId: string, at: Date): Promise<string>
  /** The session of a token, if it still stands; renews its idle end. */
  find(token: string, at: Date): Promise<S | null>
}

/** What every kind of session is made of. */
export interface SessionRows {
  /** Draws a token, and answers it once `add` has written the row. */
  start(add: (row: AddedSession) => Promise<unknown>, at: Date): Promise<string>
  /** The row itself while its session stands, with its idle end renewed; null after. */
  stand<R extends SessionRow>(row: R | undefined, at: Date): Promise<R | null>
  end(token: string): Promise<void>
  /** Removes the sessions that have ended. */
  sweep(at: Date): Promise<void>
}

export interface AddedSession {
  readonly tokenHash: Buffer
  readonly at: Date
  readonly endsAt: Date
}

/** The columns of a new row, of an `AddedSession`; whose it is comes beside. */
export const addedSession = {
  tokenHash: sql.placeholder('tokenHash'),
  startedAt: sql.placeholder('at'),
  usedAt: sql.placeholder('at'),
  endsAt: sql.placeholder('endsAt'),
}

interface SessionRow {
  readonly tokenHash: Buffer
  readonly usedAt: Date
  readonly endsAt: Date
}

/** What every table of sessions does alike; whose they are, and finding, is each one's own. */
export function sessionRows(
  database: Database,
  table: 'professionalSessions' | 'agentSessions',
  life: SessionLife,
): SessionRows {
  const run = statementsOf(database.tables[table])(database.db)
  return {
    async start(add, at) {
      const token = drawToken()
      const endsAt = new Date(at.getTime() + life.mostMs)
      await add({ tokenHash: hashOfToken(token), at, endsAt })
      return token
    },
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
