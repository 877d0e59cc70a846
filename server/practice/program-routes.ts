import type { FastifyInstance } from 'fastify'
import type { PracticeScope } from '@etui/shared/wire/practice.ts'
import { listPrograms, type Program } from '@etui/shared/wire/staff.ts'
import { serve } from '../http/serve.ts'
import type { ActingProgram, ClientStore } from './client-store.ts'

export interface ProgramNeeds {
  readonly clients: Pick<ClientStore, 'ofProfessional'>
}

/** What a professional sees of the programs that act under their name. Belongs in the professional scope. */
export async function programRoutes(
  scope: FastifyInstance,
  { clients }: ProgramNeeds,
): Promise<void> {
  scope.route(
    serve(listPrograms)(async ({ session }, reply) => {
      reply.header('cache-control', 'no-store')
      const acting = await clients.ofProfessional(session.professionalId)
      return { programs: acting.map(answerProgram) }
    }),
  )
}

function answerProgram({ name, counterName, scope, createdAt }: ActingProgram): Program {
  const may = (reach: PracticeScope) => scope.split(' ').includes(reach)
  return {
    name,
    counterName,
    reads: may('readings'),
    bills: may('invoices'),
    since: createdAt.getTime(),
  }
}
