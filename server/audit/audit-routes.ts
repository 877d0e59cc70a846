import type { FastifyInstance } from 'fastify'
import { cheapLimit } from '../http/address-limits.ts'
import { publish, type Published, sendPublished } from '../http/published.ts'
import { writeHead } from './audit-head.ts'
import type { AuditStore } from './audit-store.ts'

/** More than a year of days. Whoever checks keeps what they fetched: that is what makes a cut tail show. */
const mostHeads = 400

/** The signed heads of the log of acts, newest first, on every host, for anybody to keep. */
export async function auditRoutes(
  scope: FastifyInstance,
  { audit }: { readonly audit: Pick<AuditStore, 'heads'> },
): Promise<void> {
  let held: { readonly day: string | undefined; readonly published: Promise<Published> } | undefined

  scope.get('/audit-heads', { config: { limit: cheapLimit } }, async (request, reply) => {
    const [newest] = await audit.heads(1)
    if (!held || held.day !== newest?.day) held = { day: newest?.day, published: write() }
    return sendPublished(request, reply, await held.published)
  })

  async function write(): Promise<Published> {
    const heads = (await audit.heads(mostHeads)).map(writeHead)
    return publish(Buffer.from(JSON.stringify({ heads })), 'application/json')
  }
}
