import type { FastifyInstance } from 'fastify'
import { newsUrl } from '@etui/shared/wire/phone.ts'
import { provenLimit } from '../http/address-limits.ts'
import { NewsStreams, type NewsStreamsNeeds } from './news-streams.ts'

/** A stream lives for minutes; a phone that comes and goes is not asked to wait for that. */
const openings = { most: 20, windowMs: 60_000 }

/** What a phone is told while its case is open. Belongs in the holder's scope. */
export async function newsRoutes(scope: FastifyInstance, needs: NewsStreamsNeeds): Promise<void> {
  const streams = new NewsStreams(needs)
  scope.addHook('preClose', async () => streams.close())

  scope.route({
    method: 'GET',
    url: newsUrl,
    config: { limit: provenLimit, deviceLimit: openings },
    handler: async ({ device }, reply) => {
      await streams.open(reply, device.thumbprint)
      return reply
    },
  })
}
