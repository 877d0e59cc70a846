import type {
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RouteOptions,
} from 'fastify'
import fp from 'fastify-plugin'
import { Refusal, type RefusalCode, type RefusalFacts } from '@etui/shared/refusal.ts'
import { type Problem, problems, problemType } from '@etui/shared/wire/problem.ts'
import { type AddressLimits, unknownLimit } from './address-limits.ts'

/** What the router and the parsers refuse, in our words; any other 4xx of theirs is a malformed request. */
const codeOfStatus: Readonly<Record<number, RefusalCode>> = {
  404: 'route-unknown',
  405: 'method-unknown',
  413: 'body-too-large',
  415: 'media-unknown',
  429: 'limit-reached',
}

export interface ProblemsOptions {
  /** Wrong addresses count here: they are what a searcher produces. */
  readonly limits: AddressLimits
  /** Called where no route matched; answers true when it has sent something instead of a problem. */
  readonly beforeUnknown: (request: FastifyRequest, reply: FastifyReply) => boolean
}

/**
 * Answers every error as `application/problem+json` (RFC 9457). A Refusal has the status of its code and its facts; what
 * Fastify refuses keeps its 4xx; anything else is a 500 that says nothing and is logged with its place.
 */
export const problemAnswers = fp<ProblemsOptions>(
  async (app, { limits, beforeUnknown }) => {
    const knows = rememberRoutes(app)
    app.setErrorHandler<FastifyError>((error, request, reply) => {
      if (error instanceof Refusal)
        return answer(error.code, request, reply, { facts: error.facts }, error)
      if (error.validation) {
        const [first] = error.validation
        const detail = `${error.validationContext ?? 'request'}${first?.instancePath ?? ''} ${first?.message ?? ''}`
        return answer('request-malformed', request, reply, { detail: detail.trim() }, error)
      }
      const isOfFastify = typeof error.code === 'string' && error.code.startsWith('FST_')
      const status = isOfFastify ? (error.statusCode ?? 500) : 500
      const code = status < 500 ? (codeOfStatus[status] ?? 'request-malformed') : 'server-fault'
      return answer(code, request, reply, {}, error)
    })
    app.setNotFoundHandler((request, reply) => {
      if (beforeUnknown(request, reply)) return reply
      limits.take(request.ip, '?', unknownLimit)
      const allowed = knows(request)
      if (allowed.length === 0) return answer('route-unknown', request, reply, {})
      reply.header('allow', allowed.join(', '))
      return answer('method-unknown', request, reply, {})
    })
  },
  { name: 'problems' },
)

/** What the router cannot even read (a broken escape in the address), before any plugin sees it. */
export function answerUnreadable(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return answer('request-malformed', request, reply, {})
}

function answer(
  code: RefusalCode,
  request: FastifyRequest,
  reply: FastifyReply,
  more: { readonly detail?: string; readonly facts?: RefusalFacts },
  error?: Error,
): FastifyReply {
  const [status, title] = problems[code]
  if (status >= 500) request.log.error({ err: error, code }, 'request failed')
  const { detail, facts = {} } = more
  const hasFacts = Object.keys(facts).length > 0
  const body: Problem = {
    type: problemType(code),
    title,
    status,
    ...(detail !== undefined && { detail }),
    instance: request.id,
    ...(hasFacts && { facts }),
  }
  const wait = facts['retryAfterSeconds'] ?? (code === 'database-busy' ? 1 : undefined)
  if (typeof wait === 'number') reply.header('retry-after', Math.ceil(wait))
  reply.header('cache-control', 'no-store')
  return reply.code(status).type('application/problem+json').send(body)
}

/** Remembers routes as they are made, to tell a wrong method from a wrong address. */
function rememberRoutes(app: FastifyInstance): (request: FastifyRequest) => readonly string[] {
  const routes: { pattern: RegExp; route: RouteOptions }[] = []
  app.addHook('onRoute', (route) => {
    if (route.url.includes('*')) return
    const source = route.url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')
    // The route itself is kept: a scope binds its host only after this.
    routes.push({ pattern: new RegExp(`^${source}$`), route })
  })
  return ({ url, headers }) => {
    const path = url.split('?', 1)[0] ?? url
    const matching = routes.filter(({ pattern, route }) => {
      const host: unknown = route.constraints?.['host']
      return (host === undefined || host === headers.host) && pattern.test(path)
    })
    return [...new Set(matching.flatMap(({ route }) => route.method))].toSorted()
  }
}
