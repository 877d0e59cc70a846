import { and, eq, exists, isNull, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { addedSession, sessionRows, type Sessions } from '../session/session-rows.ts'
import { hashOfToken } from '../session/session-token.ts'
import { type ProfessionalSession, sessionLife } from './session.ts'

/** Sessions of professionals, each at a counter once that has a name. */
export interface SessionStore extends Sessions<ProfessionalSession> {
  takeCounter(tokenHash: Buffer, counterId: string): Promise<void>
  /** Who works there from now on, or the professional. False unless they work for the session's professional. */
  takeStaff(tokenHash: Buffer, staffId: string | null): Promise<boolean>
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

    async takeStaff(tokenHash, staffId) {
      const taken =
        staffId === null
          ? await run.leaveStaff.execute({ tokenHash })
          : await run.takeStaff.execute({ tokenHash, staffId })
      return taken.length > 0
    },

    end: rows.end,
    sweep: rows.sweep,
  }
}

function statementsOf({ tables }: Database) {
  const { professionalSessions: sessions, professionals, counters, staff } = tables
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
        // Whoever has ended works in no session.
        staffId: staff.staffId,
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
      .leftJoin(
        staff,
        and(
          eq(staff.professionalId, sessions.professionalId),
          eq(staff.staffId, sessions.staffId),
          isNull(staff.endedAt),
        ),
      )
      .where(isToken),
    takeCounter: db
      .update(sessions)
      .set({ counterId: placed(sessions.counterId, 'counterId') })
      .where(isToken),
    takeStaff: db
      .update(sessions)
      .set({ staffId: placed(sessions.staffId, 'staffId') })
      .where(
        and(
          isToken,
          exists(
            db
              .select({ one: sql`1` })
              .from(staff)
              .where(
                and(
                  eq(staff.professionalId, sessions.professionalId),
                  eq(staff.staffId, sql.placeholder('staffId')),
                  isNull(staff.endedAt),
                ),
              ),
          ),
        ),
      )
      .returning({ tokenHash: sessions.tokenHash }),
    leaveStaff: db
      .update(sessions)
      .set({ staffId: null })
      .where(isToken)
      .returning({ tokenHash: sessions.tokenHash }),
  }))
}
