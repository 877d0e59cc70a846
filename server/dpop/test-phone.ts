import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { thumbprintOf } from './device-keys.ts'

export interface ProofParts {
  readonly header?: Record<string, unknown>
  readonly claims?: Record<string, unknown>
}

type Method = 'GET' | 'POST' | 'HEAD' | 'PATCH' | 'DELETE'

/** A phone for tests: its device key signs a DPoP proof for every call, with the nonce of the last answer. */
export class TestPhone {
  readonly #app: FastifyInstance
  readonly #origin: string
  readonly #now: () => Date
  readonly #key: KeyObject
  readonly jwk: { kty: string; crv: string; x: string; y: string }
  readonly thumbprint: string
  nonce: string | undefined

  constructor(app: FastifyInstance, origin: string, now: () => Date, key = newDeviceKey()) {
    this.#app = app
    this.#origin = origin
    this.#now = now
    this.#key = key
    const { x = '', y = '' } = key.export({ format: 'jwk' })
    this.jwk = { kty: 'EC', crv: 'P-256', x, y }
    this.thumbprint = thumbprintOf(this.jwk)
  }

  /** The same device key in other hands. */
  copy(): TestPhone {
    return new TestPhone(this.#app, this.#origin, this.#now, this.#key)
  }

  prove(method: string, path: string, parts: ProofParts = {}): string {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: this.jwk, ...parts.header }
    const iat = Math.floor(this.#now().getTime() / 1000)
    const htu = this.#origin + path
    const claims = { jti: randomUUID(), htm: method, htu, iat, nonce: this.nonce, ...parts.claims }
    const input = [header, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const key = { key: this.#key, dsaEncoding: 'ieee-p1363' } as const
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
  }

  /** One call, asked again once when the server wants its nonce, as a phone does. */
  async call(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    const answer = await this.send(method, path, this.prove(method, path), body, headers)
    const isNonceAsked = answer.statusCode === 401 && codeOf(answer) === 'proof-nonce'
    return isNonceAsked ? this.send(method, path, this.prove(method, path), body, headers) : answer
  }

  async send(
    method: Method,
    path: string,
    proof: string | undefined,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> {
    const answer = await this.#app.inject({
      method,
      url: path,
      headers: {
        host: new URL(this.#origin).host,
        origin: this.#origin,
        ...(proof !== undefined && { dpop: proof }),
        ...headers,
      },
      ...(body !== undefined && { payload: body as object }),
    })
    const nonce = answer.headers['dpop-nonce']
    if (typeof nonce === 'string') this.nonce = nonce
    return answer
  }
}

export function newDeviceKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
}

/** The refusal code of a problem answer, or undefined for any other. */
export function codeOf(answer: LightMyRequestResponse): string | undefined {
  if (answer.statusCode < 400) return undefined
  const { type } = answer.json<{ type?: string }>()
  return type?.split('/').at(-1)
}
