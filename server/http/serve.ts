import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Endpoint } from '@etui/shared/wire/endpoint.ts'
import { Problem } from '@etui/shared/wire/problem.ts'
import type { AddressLimit } from './address-limits.ts'

export interface ServeOptions {
  /** How often one address may call it; the default of limits otherwise. */
  readonly limit?: AddressLimit
  /** Largest body in bytes, when it is not the server's 64 kB. */
  readonly bodyLimit?: number
}

type Handler<P extends TSchema, B extends TSchema, A extends TSchema> = (
  request: FastifyRequest<{ Params: Static<P>; Body: Static<B> }>,
  reply: FastifyReply,
) => Promise<Static<A>>

/**
 * Turns a shared endpoint into the options of `scope.route`: request checked and answer written by its schemas, so that a
 * field the endpoint does not name never leaves. Curried, so that the handler's types come from the endpoint.
 */
export function serve<P extends TSchema, B extends TSchema, A extends TSchema>(
  it: Endpoint<P, B, A>,
  options: ServeOptions = {},
): (handler: Handler<P, B, A>) => RouteOptions {
  const status = it.status ?? 200
  return (handler) => ({
    method: it.method,
    url: it.url,
    ...(options.bodyLimit !== undefined && { bodyLimit: options.bodyLimit }),
    config: { ...(options.limit && { limit: options.limit }) },
    schema: {
      ...(it.params && { params: it.params }),
      ...(it.body && { body: it.body }),
      response: { [status]: it.answer, '4xx': it.refusal ?? Problem, '5xx': Problem },
    },
    // Fastify has checked the request by the schemas just given, which is what the handler's types say.
    handler: (request, reply) => handler(request as never, reply.code(status)),
  })
}
