import type { FastifyInstance } from 'fastify'
import {
  askSupervisor as askSupervisorEndpoint,
  decideCase as decideCaseEndpoint,
  readCase,
  readQueue,
  releaseCase,
  renewCase,
  takeCase as takeCaseEndpoint,
  takeNextCase as takeNextCaseEndpoint,
} from '@etui/shared/wire/case.ts'
import { serve } from '../http/serve.ts'
import { askSupervisor } from './ask-supervisor.ts'
import { auditedChange, type CaseNeeds, whyNotHeld } from './case-needs.ts'
import { decideCase } from './decide-case.ts'
import { takeCase, takeNextCase } from './take-case.ts'
import { viewCase, viewQueued } from './view-case.ts'

/** What the list on a screen can hold. */
const mostQueued = 100

/** The agents' queue: who takes a case has it for ten minutes, sees it, and closes it or gives it back. */
export async function caseRoutes(scope: FastifyInstance, needs: CaseNeeds): Promise<void> {
  const { checks, clock } = needs

  scope.route(
    serve(readQueue)(async ({ agent }) => {
      const at = clock()
      const [cases, counts] = await Promise.all([checks.queue(mostQueued), checks.countQueue(at)])
      return {
        serverTime: at.getTime(),
        ...counts,
        cases: cases.map((row) => viewQueued(row, agent.agentId, at)),
      }
    }),
  )

  scope.route(
    serve(takeNextCaseEndpoint)(async ({ agent }) => {
      return { case: (await takeNextCase(agent, needs)) ?? null }
    }),
  )

  scope.route(
    serve(takeCaseEndpoint)(async ({ agent, params: { checkId } }) => {
      return takeCase(checkId, agent, needs)
    }),
  )

  scope.route(
    serve(renewCase)(async ({ agent, params: { checkId } }) => {
      const row = await checks.renew(checkId, agent.agentId, clock())
      if (!row?.leaseEndsAt) throw await whyNotHeld(checkId, needs)
      return { leaseEndsAt: row.leaseEndsAt.getTime() }
    }),
  )

  scope.route(
    serve(releaseCase)(async ({ agent, params: { checkId } }) => {
      const release = () => checks.release(checkId, agent.agentId)
      const row = await auditedChange(agent, 'case-released', release, needs)
      if (!row) throw await whyNotHeld(checkId, needs)
      return { isReleased: true }
    }),
  )

  scope.route(
    serve(readCase)(async ({ agent, params: { checkId } }) => {
      const row = await checks.leased(checkId, agent.agentId, clock())
      if (!row) throw await whyNotHeld(checkId, needs)
      return viewCase(row, needs)
    }),
  )

  scope.route(
    serve(decideCaseEndpoint)(async ({ agent, params: { checkId }, body }) =>
      decideCase(checkId, agent, body, needs),
    ),
  )

  scope.route(
    serve(askSupervisorEndpoint)(async ({ agent, params: { checkId }, body: { question } }) => {
      await askSupervisor(checkId, question, agent, needs)
      return { isReleased: true }
    }),
  )
}
