import type { FastifyInstance } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import { cheapLimit } from '../http/address-limits.ts'
import { sendPublished } from '../http/published.ts'
import type { StatusLists } from './status-lists.ts'

/** The status lists, on every host: a counter asks its own origin, and a card names its issuer's. */
export async function statusRoutes(
  scope: FastifyInstance,
  { lists }: { readonly lists: StatusLists },
): Promise<void> {
  const config = { limit: cheapLimit }
  scope.get('/s/all', { config }, async (request, reply) =>
    sendPublished(request, reply, await lists.all()),
  )

  scope.get<{ Params: { shard: string } }>('/s/:shard', { config }, async (request, reply) => {
    const { shard } = request.params
    const isNumber = /^(0|[1-9][0-9]{0,8})$/.test(shard)
    const published = isNumber ? await lists.one(Number(shard)) : undefined
    if (!published) throw new Refusal('route-unknown')
    return sendPublished(request, reply, published)
  })
}
