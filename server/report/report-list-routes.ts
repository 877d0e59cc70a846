import type { FastifyInstance } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import { closeReport, readReports, type Report } from '@etui/shared/wire/report.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { viewPerson } from '../desk/desk-routes.ts'
import { serve } from '../http/serve.ts'
import type { Registry } from '../registry/registry.ts'
import type { FoundReport, ReportStore } from './report-store.ts'

export interface ReportListNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly reports: ReportStore
  readonly registry: Pick<Registry, 'person'>
  readonly audit: AuditStore
  readonly clock: Clock
}

const mostOpen = 100
const mostClosed = 50

/**
 * The agents' list of readings that holders do not know, each look at it written down; a report is closed once, with what
 * became of it. Belongs in the agents' scope.
 */
export async function reportListRoutes(
  scope: FastifyInstance,
  needs: ReportListNeeds,
): Promise<void> {
  const { database, reports, registry, audit, clock } = needs

  scope.route(
    serve(readReports)(async ({ agent: { agentId } }) => {
      const at = clock()
      const [openCount, open, closed] = await Promise.all([
        reports.countOpen(),
        reports.open(mostOpen),
        reports.closed(mostClosed),
      ])
      const [openViews, closedViews] = await Promise.all(
        [open, closed].map((rows) => Promise.all(rows.map(view))),
      )
      const ids = [...open, ...closed].map(({ reportId }) => reportId)
      if (ids.length > 0) {
        const facts = { count: ids.length, reports: ids }
        await audit.append({ at, agentId, act: 'reports-read', subject: agentId, facts })
      }
      return { openCount, open: openViews ?? [], closed: closedViews ?? [] }
    }),
  )

  scope.route(
    serve(closeReport)(async ({ agent: { agentId }, params: { reportId }, body: { outcome } }) => {
      const at = clock()
      await database.unit(async () => {
        const isClosed = await reports.close(reportId, { outcome, agentId, at })
        if (!isClosed) throw new Refusal('report-closed')
        const facts = { outcome }
        await audit.append({ at, agentId, act: 'report-closed', subject: reportId, facts })
      })
      return { closed: { at: at.getTime(), outcome } }
    }),
  )

  async function view(row: FoundReport): Promise<Report> {
    const person = row.registryId === null ? undefined : await registry.person(row.registryId)
    return {
      reportId: row.reportId,
      reportedAt: row.reportedAt.getTime(),
      readAt: row.readAt.getTime(),
      counterName: row.counterName ?? '',
      organisation: row.organisation ?? '',
      professionCode: row.professionCode ?? '',
      way: row.way ?? 'code',
      isOffline: row.isOffline ?? false,
      isFlagged: row.isFlagged ?? false,
      person: person ? viewPerson(person) : null,
      ...(row.closedAt !== null &&
        row.outcome !== null && {
          closed: { at: row.closedAt.getTime(), outcome: row.outcome },
        }),
    }
  }
}
