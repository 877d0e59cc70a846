import type { FastifyInstance } from 'fastify'
import {
  acceptAtDesk as acceptEndpoint,
  type DeskApproval,
  decideDeskApproval as decideEndpoint,
  findAtDesk,
  readDeskApprovals,
} from '@etui/shared/wire/desk.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { AgentStore } from '../agent/agent-store.ts'
import { serve } from '../http/serve.ts'
import type { RegistryPerson } from '../registry/registry.ts'
import { acceptAtDesk, decideDeskApproval, type DeskNeeds, personAtDesk } from './accept-at-desk.ts'
import type { WaitingApproval } from './desk-approval-store.ts'
import { findDeskCode } from './desk-code.ts'

export interface DeskRouteNeeds extends DeskNeeds {
  readonly agents: Pick<AgentStore, 'openName'>
}

const mostApprovals = 100

/** The agents' side of the desk: whose code this is, that they are there with their document, and the second agent's word. */
export async function deskRoutes(scope: FastifyInstance, needs: DeskRouteNeeds): Promise<void> {
  const { agents, audit, clock, database, deskApprovals, deskCodes, phones, registry } = needs

  scope.route(
    serve(findAtDesk)(async ({ agent: { agentId }, body: { code } }) => {
      const { found, asked } = await findDeskCode(code, agentId, needs)
      const { row, person, refusal } = await personAtDesk(found, needs)
      const hasOtherPhone = await phones.hasActive(row.registryId)
      const { enrolmentId: subject, registryId } = row
      const at = clock()
      await database.unit(async () => {
        const isNoted = await deskCodes.noteShown(asked, { agentId, registryId }, at)
        if (!isNoted) throw new Refusal('desk-code-wrong')
        await audit.append({ at, agentId, act: 'desk-found', subject })
      })
      return {
        person: viewPerson(person),
        hasOtherPhone,
        ...(refusal !== null && { refusal }),
        expiresAt: found.expiresAt.getTime(),
      }
    }),
  )

  scope.route(serve(acceptEndpoint)(async ({ agent, body }) => acceptAtDesk(body, agent, needs)))

  scope.route(
    serve(readDeskApprovals)(async ({ agent }) => {
      const { agentId } = agent
      const at = clock()
      const rows = await deskApprovals.waiting(at, mostApprovals)
      const views = await Promise.all(rows.map((row) => viewApproval(row, agentId)))
      const approvals = views.filter((view) => view !== undefined)
      if (approvals.length > 0) {
        const ids = approvals.map(({ approvalId }) => approvalId)
        const facts = { count: ids.length, approvals: ids }
        await audit.append({ at, agentId, act: 'approvals-read', subject: agentId, facts })
      }
      return { approvals }
    }),
  )

  scope.route(
    serve(decideEndpoint)(async ({ agent, params: { approvalId }, body: { isApproved } }) =>
      decideDeskApproval(approvalId, isApproved, agent, needs),
    ),
  )

  async function viewApproval(
    row: WaitingApproval,
    agentId: string,
  ): Promise<DeskApproval | undefined> {
    const person = await registry.person(row.registryId)
    return (
      person && {
        approvalId: row.approvalId,
        askedAt: row.askedAt.getTime(),
        endsAt: row.endsAt.getTime(),
        askedBy: agents.openName(row.asker),
        isMine: row.askedBy === agentId,
        person: viewPerson(person),
        documentKind: row.documentKind,
        documentNumber: deskApprovals.openDocumentNumber(row),
      }
    )
  }
}

/** The civil status an agent compares with a document. */
export function viewPerson({ traits }: RegistryPerson): DeskApproval['person'] {
  const { familyName, givenNames, birthDate, sex, birthPlace } = traits
  return { familyName, givenNames, birthDate, sex, birthPlace }
}
