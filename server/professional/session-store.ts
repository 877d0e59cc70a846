import { and, eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { addedSession, sessionRows, type Sessions } from '../session/session-rows.ts'
import { hashOfToken } from '../session/session-token.ts'
import { type ProfessionalSession, sessionLife } from './session.ts'

/** Sessions of professionals, each at a counter once that has a name. */
export interface SessionStore extends Sessions<ProfessionalSession> {
  takeCounter(tokenHash: Buffer, counterId: string): Promise<void>
}

export function sessionStore(database: Database): SessionStore {
  const run = statementsOf(database)(database.db)
  const rows = sessionRows(database, 'professionalSessions', sessionLife)
  return {
    start: (professionalId, at) =>
      rows.start((added) => run.start.execute({ ...added, professionalId }), at),

    async find(token, at) {
      const [found] = await run.find.execute({ tokenHash: hashOfToken(token) })
      const row = await rows.stand(found, at)
      if (!row) return null
      const { counterId, counterName, ...session } = row
      const counter = counterId && counterName ? { counterId, name: counterName } : null
      return { ...session, counter }
    },

    async takeCounter(tokenHash, counterId) {
      await run.takeCounter.execute({ tokenHash, counterId })
    },

    end: rows.end,
    sweep: rows.sweep,
  }
}

function statementsOf({ tables }: Database) {
  const { professionalSessions: sessions, professionals, counters } = tables
  const isToken = eq(sessions.tokenHash, sql.placeholder('tokenHash'))
  return prepared((db) => ({
    start: db
      .insert(sessions)
      .values({ ...addedSession, professionalId: sql.placeholder('professionalId') }),
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
    takeCounter: db
      .update(sessions)
      .set({ counterId: placed(sessions.counterId, 'counterId') })
      .where(isToken),
  }))
}
