import { Object, String } from 'typebox'
import { Refusal } from '@etui/shared/refusal.ts'
import { endpoint } from '@etui/shared/wire/endpoint.ts'
import { bindHost } from './hosts.ts'
import { serve } from './serve.ts'
import { demo, openWorld } from './test-world.ts'

export const nir = '255197512345678'
export const card = { host: 'localhost:8787', origin: 'http://localhost:8787' }
export const counter = { host: 'comptoir.localhost:8787', origin: 'http://comptoir.localhost:8787' }

const echo = endpoint({
  method: 'POST',
  url: '/echo/:id',
  params: Object({ id: String({ maxLength: 20 }) }),
  body: Object({ text: String({ maxLength: 40 }) }, { additionalProperties: false }),
  answer: Object({ text: String() }),
  status: 201,
})

/** The server with one more scope on the card's host, whose routes fail in every way. */
export function openEcho(change: Parameters<typeof openWorld>[0] = {}) {
  return openWorld(change, (app) => {
    void app.register(
      async (scope) => {
        bindHost(scope, new URL((change.settings ?? demo).origins.card).host)
        scope.route(
          serve(echo)(async ({ body }) => {
            if (body.text === 'refuse') throw new Refusal('code-wrong', { triesLeft: 2 })
            if (body.text === 'pause') throw new Refusal('code-paused', { retryAfterSeconds: 59.2 })
            if (body.text === 'mistake') throw new TypeError(`${nir} is not a function`)
            if (body.text === 'busy') throw new Refusal('database-busy')
            if (body.text === 'library') throw Reflect.construct(NotOurs, [])
            const answer = { text: body.text, secret: 'leak' }
            return answer
          }),
        )
        scope.route(
          serve(endpoint({ method: 'GET', url: '/rare', answer: Object({ text: String() }) }), {
            limit: { most: 2, windowMs: 10_000 },
          })(async () => ({ text: 'x' })),
        )
      },
      { prefix: '/api' },
    )
  })
}

/** A library's error that claims a status is still our fault. */
class NotOurs extends Error {
  readonly statusCode = 422
  override readonly message = `about ${nir}`
}
