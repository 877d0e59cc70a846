import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import plugin from 'fastify-plugin'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Clock } from '../clock.ts'
import { DeviceKeys } from './device-keys.ts'
import { Nonces } from './nonces.ts'
import type { ProofStore } from './proof-store.ts'
import { type Proof, verifyProof } from './verify-proof.ts'

export interface DpopOptions {
  readonly proofs: ProofStore
  /** The origin phones call, as they write it in `htu`. */
  readonly origin: string
  /** HMAC-SHA-256 by the secret that all nodes share. */
  readonly hmac: (message: string) => Buffer
  readonly clock: Clock
}

type TakenProof = Pick<Proof, 'proofHash' | 'expiresAt'>

/** The phone that signed this request's proof. `thumbprint` is RFC 7638's, base64url. */
export interface Device {
  readonly thumbprint: string
  /**
   * Takes the proof, or throws `proof-replayed`. A route of `proofTaken: 'by-route'` calls it inside the unit of its own
   * write, so that the proof costs no commit of its own; for all others it has been called before they run. `take` is how
   * it is taken when that write is another's: false for one taken before.
   */
  takeProof(take?: (proof: TakenProof) => Promise<boolean>): Promise<void>
  readonly isProofTaken: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    device: Device
  }
  interface FastifyContextConfig {
    readonly proofTaken?: 'by-route'
  }
}

/**
 * Asks a DPoP proof (RFC 9449) of every request of the scope it is registered in, and answers each with a nonce for the
 * next. Refuses with `proof-missing`, `proof-malformed`, `proof-nonce` or `proof-replayed`, before any body is judged.
 * A route that forgot to take its proof answers nothing but 500.
 */
export const dpop = plugin(
  async (scope: FastifyInstance, { proofs, origin, hmac, clock }: DpopOptions) => {
    const needs = { keys: new DeviceKeys(), nonces: new Nonces(hmac) }
    scope.decorateRequest('device')

    scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      const now = clock().getTime()
      reply.header('dpop-nonce', needs.nonces.current(now))
      // Phones date their next proof by it: this is the clock that proofs are judged by.
      reply.header('date', new Date(now).toUTCString())
      const asked = { method: request.method, url: origin + pathOf(request.url), now }
      request.device = new ProvedDevice(verifyProof(proofOf(request), asked, needs), proofs)
      if (request.routeOptions.config.proofTaken !== 'by-route') await request.device.takeProof()
    })

    scope.addHook('onSend', async (request, reply, payload) => {
      const isAnswer = reply.statusCode < 400
      if (isAnswer && !request.device.isProofTaken) throw new TypeError('A proof was not taken')
      return payload
    })
  },
  { name: 'dpop' },
)

class ProvedDevice implements Device {
  readonly thumbprint: string
  readonly #proof: Proof
  readonly #proofs: ProofStore
  #isTaken = false

  constructor(proof: Proof, proofs: ProofStore) {
    this.thumbprint = proof.thumbprint
    this.#proof = proof
    this.#proofs = proofs
  }

  get isProofTaken(): boolean {
    return this.#isTaken
  }

  async takeProof(take = this.#proofs.take): Promise<void> {
    if (!(await take(this.#proof))) throw new Refusal('proof-replayed')
    this.#isTaken = true
  }
}

/** Without its query, as RFC 9449 wants `htu`. */
function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}

/** Exactly one header: Node joins several with a comma, which no proof contains. */
function proofOf(request: FastifyRequest): string {
  const header = request.headers['dpop']
  if (header === undefined) throw new Refusal('proof-missing')
  if (typeof header !== 'string') throw new Refusal('proof-malformed', { part: 'form' })
  return header
}
