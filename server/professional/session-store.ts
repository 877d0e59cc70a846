import { createHash, randomBytes } from 'node:crypto'
import { and, eq, lt, lte, or, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { idleMs, isLive, type ProfessionalSession, sessionMs, touchMs } from './session.ts'

/** Sessions of professionals: rows keyed by the SHA-256 of a random token that only the browser holds. */
export interface SessionStore {
  /** Starts a session and answers its token, 32 random bytes as base64url. */
  start(professionalId: string, at: Date): Promise<string>
  /** The session of a token, if it still stands; renews its idle end. */
  find(token: string, at: Date): Promise<ProfessionalSession | null>
  takeCounter(tokenHash: Buffer, counterId: string): Promise<void>
  end(token: string): Promise<void>
  /** Removes the sessions that have ended. */
  sweep(at: Date): Promise<void>
}

export function sessionStore(database: Database): SessionStore {
  const run = statementsOf(database)(database.db)
  return {
    async start(professionalId, at) {
      const token = randomBytes(32).toString('base64url')
      const endsAt = new Date(at.getTime() + sessionMs)
      await run.start.execute({ tokenHash: hashOf(token), professionalId, at, endsAt })
      return token
    },

    async find(token, at) {
      const [row] = await run.find.execute({ tokenHash: hashOf(token) })
      if (!row || !isLive(row, at)) return null
      const { counterId, counterName, ...session } = row
      if (at.getTime() - row.usedAt.getTime() >= touchMs) {
        await run.touch.execute({ tokenHash: row.tokenHash, at })
      }
      const counter = counterId && counterName ? { counterId, name: counterName } : null
      return { ...session, counter }
    },

    async takeCounter(tokenHash, counterId) {
      await run.takeCounter.execute({ tokenHash, counterId })
    },

    async end(token) {
      await run.end.execute({ tokenHash: hashOf(token) })
    },

    async sweep(at) {
      await run.sweep.execute({ at, idleSince: new Date(at.getTime() - idleMs) })
    },
  }
}

function statementsOf({ tables }: Database) {
  const { professionalSessions: sessions, professionals, counters } = tables
  const isToken = eq(sessions.tokenHash, sql.placeholder('tokenHash'))
  return prepared((db) => ({
    start: db.insert(sessions).values({
      tokenHash: sql.placeholder('tokenHash'),
      professionalId: sql.placeholder('professionalId'),
      startedAt: sql.placeholder('at'),
      usedAt: sql.placeholder('at'),
      endsAt: sql.placeholder('endsAt'),
    }),
    find: db
      .select({
        tokenHash: sessions.tokenHash,
        professionalId: sessions.professionalId,
        nationalIdHash: professionals.nationalIdHash,
        sealedName: professionals.sealedName,
        professionCode: professionals.professionCode,
        organisation: professionals.organisationName,
        counterId: sessions.counterId,
        counterName: counters.name,
        startedAt: sessions.startedAt,
        usedAt: sessions.usedAt,
        endsAt: sessions.endsAt,
      })
      .from(sessions)
      .innerJoin(professionals, eq(professionals.professionalId, sessions.professionalId))
      .leftJoin(
        counters,
        and(
          eq(counters.professionalId, sessions.professionalId),
          eq(counters.counterId, sessions.counterId),
        ),
      )
      .where(isToken),
    touch: db
      .update(sessions)
      .set({ usedAt: placed(sessions.usedAt, 'at') })
      .where(and(isToken, lt(sessions.usedAt, placed(sessions.usedAt, 'at')))),
    takeCounter: db
      .update(sessions)
      .set({ counterId: placed(sessions.counterId, 'counterId') })
      .where(isToken),
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

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
