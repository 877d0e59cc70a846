import { Refusal } from '@etui/shared/refusal.ts'
import type { takeToken } from '@etui/shared/wire/practice.ts'
import type { AnswerOf, BodyOf } from '@etui/shared/wire/endpoint.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { ProofStore } from '../dpop/proof-store.ts'
import type { Client, ClientStore } from './client-store.ts'
import { isSignedBy, readAssertion } from './read-assertion.ts'
import { tokenMs, type TokenStore } from './token-store.ts'

export interface TokenNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly clients: Pick<ClientStore, 'find'>
  readonly tokens: Pick<TokenStore, 'give'>
  readonly proofs: Pick<ProofStore, 'take'>
  readonly clock: Clock
  /** Whom an assertion may be for: the counter's origin, or the address of the token itself. */
  readonly audiences: readonly string[]
  /** Counts one for a client that proved itself; throws `limit-reached`. */
  readonly count: (clientId: string) => void
}

export interface GivenToken {
  readonly clientId: string
  readonly answer: AnswerOf<typeof takeToken>
}

/**
 * Gives a program a token for its key's assertion (RFC 6749, 4.4; RFC 7523, 2.2). An assertion is taken once, in the same
 * unit as the token is kept. Refuses with `grant-unknown`, `assertion-…`, `client-unknown` (no such program, or not its key),
 * `client-revoked`, `scope-unknown`.
 */
export async function giveToken(
  asked: BodyOf<typeof takeToken>,
  needs: TokenNeeds,
): Promise<GivenToken> {
  const { database, clients, tokens, proofs, clock, audiences } = needs
  if (asked.grant_type !== 'client_credentials') throw new Refusal('grant-unknown')
  const at = clock()
  const assertion = readAssertion(asked.client_assertion, { audiences, now: at })
  const { clientId } = assertion
  if (asked.client_id !== undefined && asked.client_id !== clientId) {
    throw new Refusal('assertion-malformed', { part: 'sub' })
  }
  const client = await clients.find(clientId)
  if (!client || !isSignedBy(assertion, client)) throw new Refusal('client-unknown')
  if (client.revokedAt) throw new Refusal('client-revoked')
  needs.count(clientId)
  const scope = scopeOf(asked.scope, client)
  const token = await database.unit(async () => {
    if (!(await proofs.take(assertion))) throw new Refusal('assertion-replayed')
    return tokens.give({ professionalId: client.professionalId, clientId, scope, at })
  })
  const expiresIn = Math.floor(tokenMs / 1_000)
  return {
    clientId,
    answer: { access_token: token, token_type: 'Bearer', expires_in: expiresIn, scope },
  }
}

/** What is asked of what the program may do; all of it where nothing is asked. Throws `scope-unknown` for anything more. */
function scopeOf(asked: string | undefined, { scope }: Pick<Client, 'scope'>): string {
  if (asked === undefined) return scope
  const allowed = readScope(scope)
  const names = asked.split(' ').filter((name) => name !== '')
  if (names.length === 0 || !names.every((name) => allowed.has(name))) {
    throw new Refusal('scope-unknown')
  }
  return [...new Set(names)].join(' ')
}

/** The scopes of a client or a token, as they are written. */
export function readScope(scope: string): ReadonlySet<string> {
  return new Set(scope.split(' '))
}
