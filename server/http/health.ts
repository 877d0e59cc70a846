import type { FastifyInstance } from 'fastify'
import type { Database } from '../db/database.ts'
import type { Keys } from '../keys/keys.ts'

export interface HealthNeeds {
  readonly database: Pick<Database, 'ping'>
  readonly keys: Pick<Keys, 'assertReady'>
}

/** `/healthz`: the process answers. `/readyz`: it can serve, with its database and its keys; 503 without a reason, which is logged. */
export async function healthRoutes(
  server: FastifyInstance,
  { database, keys }: HealthNeeds,
): Promise<void> {
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (request, reply) => {
    try {
      keys.assertReady()
      await database.ping()
      return { status: 'ok' }
    } catch (err) {
      request.log.error({ err }, 'not ready')
      return reply.code(503).send({ status: 'unavailable' })
    }
  })
}
