import type { FastifyInstance } from 'fastify'
import { cheapLimit } from '../http/address-limits.ts'
import { publish, type Published, sendPublished } from '../http/published.ts'
import { publishTrustedList, type TrustPublishing } from './publish-trusted-list.ts'

const type = 'application/cwt'

/** The newest trusted list, on every host; the first request of a new server makes it. */
export async function trustRoutes(scope: FastifyInstance, needs: TrustPublishing): Promise<void> {
  let held: { readonly version: number; readonly published: Promise<Published> } | undefined

  scope.get('/trusted-list', { config: { limit: cheapLimit } }, async (request, reply) => {
    const newest = await needs.trustedLists.newest()
    const { version, list } = newest ?? (await publishTrustedList(needs))
    if (held?.version !== version) held = { version, published: publish(list, type) }
    return sendPublished(request, reply, await held.published)
  })
}
