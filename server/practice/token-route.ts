import type { FastifyInstance } from 'fastify'
import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'
import { takeToken } from '@etui/shared/wire/practice.ts'
import { problemType } from '@etui/shared/wire/problem.ts'
import { serve } from '../http/serve.ts'
import { giveToken, type TokenNeeds } from './give-token.ts'

/** A practice's computers share one address, a vendor's servers too: it only bounds a flood. */
const limit = { most: 600, windowMs: 60_000 }

/** OAuth's words for our refusals (RFC 6749, section 5.2). */
const oauthErrors: Partial<Record<RefusalCode, string>> = {
  'request-malformed': 'invalid_request',
  'grant-unknown': 'unsupported_grant_type',
  'scope-unknown': 'invalid_scope',
  'assertion-malformed': 'invalid_client',
  'assertion-expired': 'invalid_client',
  'assertion-replayed': 'invalid_client',
  'client-unknown': 'invalid_client',
  'client-revoked': 'invalid_client',
}

const errorOfType = new Map(
  // The keys are codes: the table's type says so.
  Object.entries(oauthErrors).map(([code, error]) => [problemType(code as RefusalCode), error]),
)

/** Where programs get their tokens. It takes a form, as OAuth has it, and nothing else. */
export async function tokenRoute(scope: FastifyInstance, needs: TokenNeeds): Promise<void> {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string) => readForm(body),
  )

  scope.addHook('preSerialization', async (_request, reply, payload) => {
    if (!isProblem(payload)) return payload
    const error = errorOfType.get(payload.type)
    if (error === undefined) return payload
    // The one status that OAuth has for each of them; 401 would need a scheme to offer.
    reply.code(400).type('application/json')
    return { ...payload, status: 400, error, error_description: payload.title }
  })

  scope.route(
    serve(takeToken, { limit })(async ({ body, log }) => {
      const { clientId, answer } = await giveToken(body, needs)
      log.info({ clientId }, 'token given')
      return answer
    }),
  )
}

/** A parameter given twice, and one without a value, are OAuth's mistakes to refuse and to leave out (RFC 6749, 3.2). */
function readForm(body: string): Record<string, string> {
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(body)) {
    if (fields.has(name)) throw new Refusal('request-malformed')
    if (value !== '') fields.set(name, value)
  }
  return Object.fromEntries(fields)
}

function isProblem(payload: unknown): payload is { readonly type: string; readonly title: string } {
  return typeof payload === 'object' && payload !== null && 'type' in payload && 'title' in payload
}
