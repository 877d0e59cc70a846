import type { FastifyInstance } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import { closeCorrection, type Correction, readCorrections } from '@etui/shared/wire/correction.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import type { Database } from '../db/database.ts'
import { viewPerson } from '../desk/desk-routes.ts'
import type { EnrolmentStore } from '../enrolment/enrolment-store.ts'
import { addressOf, type TellNeeds, tellHolder } from '../enrolment/tell-holder.ts'
import { serve } from '../http/serve.ts'
import type { Registry } from '../registry/registry.ts'
import type { CorrectionRow, CorrectionStore } from './correction-store.ts'

export interface CorrectionNeeds extends TellNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly corrections: CorrectionStore
  readonly enrolments: Pick<EnrolmentStore, 'byId'>
  readonly registry: Registry
  readonly audit: AuditStore
}

const mostCorrections = 100

/**
 * The agents' list of what holders ask to be corrected, each reading of it written down; closing one tells its holder by
 * e-mail.
 */
export async function correctionRoutes(
  scope: FastifyInstance,
  needs: CorrectionNeeds,
): Promise<void> {
  const { database, corrections, enrolments, registry, audit, clock } = needs

  scope.route(
    serve(readCorrections)(async ({ agent: { agentId } }) => {
      const at = clock()
      const rows = await corrections.open(mostCorrections)
      const views = await Promise.all(rows.map(view))
      const shown = views.filter((each) => each !== undefined)
      if (shown.length > 0) {
        const ids = shown.map(({ correctionId }) => correctionId)
        const facts = { count: ids.length, corrections: ids }
        await audit.append({ at, agentId, act: 'corrections-read', subject: agentId, facts })
      }
      return { corrections: shown }
    }),
  )

  scope.route(
    serve(closeCorrection)(async ({ agent, params: { correctionId }, body: { outcome } }) => {
      const asked = await corrections.find(correctionId)
      if (!asked) throw new Refusal('correction-closed')
      const email = await addressOf(asked.registryId, needs)
      const { agentId } = agent
      const at = clock()
      await database.unit(async () => {
        const closed = await corrections.close(correctionId, { outcome, agentId, at })
        if (!closed) throw new Refusal('correction-closed')
        const language = (await enrolments.byId(closed.enrolmentId))?.language ?? 'fr'
        await tellHolder(email, { kind: 'correction-closed', outcome }, language, needs)
        await audit.append({
          at,
          agentId,
          act: 'correction-closed',
          subject: correctionId,
          facts: { outcome },
        })
      })
      return { outcome }
    }),
  )

  async function view(row: CorrectionRow): Promise<Correction | undefined> {
    const person = await registry.person(row.registryId)
    return (
      person && {
        correctionId: row.correctionId,
        createdAt: row.createdAt.getTime(),
        text: corrections.openText(row),
        differing: row.differing,
        person: viewPerson(person),
      }
    )
  }
}
