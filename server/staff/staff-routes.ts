import type { FastifyInstance } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import {
  addStaff,
  chooseStaff,
  endStaff,
  listStaff,
  type StaffMember,
} from '@etui/shared/wire/staff.ts'
import type { Clock } from '../clock.ts'
import { serve } from '../http/serve.ts'
import type { SharedCeilings } from '../http/shared-ceilings.ts'
import type { SessionStore } from '../professional/session-store.ts'
import type { KeptStaff, StaffStore } from './staff-store.ts'

export interface StaffNeeds {
  readonly staff: StaffStore
  readonly sessions: Pick<SessionStore, 'takeStaff'>
  readonly ceilings: SharedCeilings
  readonly clock: Clock
}

/** A hospital's counters share one address, and ask each time they renew what they hold. */
const busyCounters = { most: 600, windowMs: 60_000 }
/** Rows of those who ended stay: nobody hires so many in a day. */
const namedByProfessional = { most: 60, windowMs: 24 * 60 * 60_000 }

/** Who works under a professional's responsibility, and who of them does now. Belongs in the professional scope. */
export async function staffRoutes(scope: FastifyInstance, needs: StaffNeeds): Promise<void> {
  const { staff, sessions, ceilings, clock } = needs

  scope.route(
    serve(listStaff, { limit: busyCounters })(async ({ session }, reply) => {
      reply.header('cache-control', 'no-store')
      const all = await staff.list(session.professionalId)
      return { staff: all.map(answerMember), workingId: session.staffId }
    }),
  )

  scope.route(
    serve(addStaff)(async ({ body, session: { professionalId } }) => {
      const name = body.name.trim().normalize('NFC')
      if (name === '') throw new Refusal('request-malformed')
      await ceilings.take('staff', professionalId, namedByProfessional)
      const added = await staff.add(professionalId, { name, role: body.role }, clock())
      if (!added) throw new Refusal('staff-full')
      return answerMember(added)
    }),
  )

  scope.route(
    serve(endStaff)(async ({ params, session }) => {
      const endedAt = await staff.end(session.professionalId, params.staffId, clock())
      if (!endedAt) throw new Refusal('staff-unknown')
      return { endedAt: endedAt.getTime() }
    }),
  )

  scope.route(
    serve(chooseStaff, { limit: busyCounters })(async ({ body: { staffId }, session }) => {
      if (!(await sessions.takeStaff(session.tokenHash, staffId))) {
        throw new Refusal('staff-unknown')
      }
      return { workingId: staffId }
    }),
  )
}

function answerMember({ endedAt, ...member }: KeptStaff): StaffMember {
  return { ...member, ...(endedAt && { endedAt: endedAt.getTime() }) }
}
