import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import { reportReading } from '@etui/shared/wire/report.ts'
import type { AuditStore } from '../audit/audit-store.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { serve } from '../http/serve.ts'
import { activePhone } from '../phone/phone-state.ts'
import type { PhoneStore } from '../phone/phone-store.ts'
import type { ReportStore } from './report-store.ts'

export interface ReportNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly phones: Pick<PhoneStore, 'find'>
  readonly reports: ReportStore
  readonly audit: AuditStore
  readonly clock: Clock
}

/** "I do not know this reading": kept once, and written in the agents' log. Belongs in the holder's scope. */
export async function reportRoutes(scope: FastifyInstance, needs: ReportNeeds): Promise<void> {
  const { database, phones, reports, audit, clock } = needs

  scope.route(
    serve(reportReading)(async ({ device, params }) => {
      const { personId, phoneId } = activePhone(await phones.find(device.thumbprint))
      const key = { personId, proofHash: Buffer.from(params.readingId, 'base64url') }
      const reading = await reports.findReading(key)
      if (!reading) throw new Refusal('reading-unknown')
      const at = clock()
      const reportId = randomBytes(12).toString('base64url')
      const isFirst = await database.unit(async () => {
        const isAdded = await reports.add({ ...key, ...reading, phoneId, reportId, reportedAt: at })
        if (isAdded) {
          const { counterId } = reading
          const act = 'reading-reported'
          await audit.append({ at, agentId: null, act, subject: reportId, facts: { counterId } })
        }
        return isAdded
      })
      const { reportedAt } = (isFirst ? undefined : await reports.find(key)) ?? { reportedAt: at }
      return { reportedAt: reportedAt.getTime() }
    }),
  )
}
