import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import type { AnswerOf, BodyOf, Endpoint } from '@etui/shared/wire/endpoint.ts'
import type { TSchema } from 'typebox'

type AnyEndpoint = Endpoint<TSchema, TSchema, TSchema>

/** An answer as it came: nothing is thrown, so that a test can look at a refusal as closely as at a success. */
export interface Answered<Body> {
  readonly status: number
  /** the code of a problem; '' for a success */
  readonly refusal: string
  readonly body: Body
  readonly headers: Headers
}

/** A phone without a screen: the device key of one, and calls of the holder's endpoints proven by it (RFC 9449). */
export interface HolderDevice {
  /** of its key (RFC 7638), base64url */
  readonly thumbprint: string
  call<E extends AnyEndpoint>(endpoint: E, body?: BodyOf<E>): Promise<Answered<AnswerOf<E>>>
  /** Signs a proof for a request, with what may be changed about it, to try what a server must refuse. */
  prove(method: string, url: string, changes?: Readonly<Record<string, unknown>>): string
}

export function makeHolderDevice(origin: string): HolderDevice {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
  let nonce: string | undefined

  function prove(
    htm: string,
    htu: string,
    changes: Readonly<Record<string, unknown>> = {},
  ): string {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } }
    const iat = Math.floor(Date.now() / 1000)
    const payload = { jti: randomUUID(), htm, htu, iat, nonce, ...changes }
    const message = [header, payload].map((part) => base64url(JSON.stringify(part))).join('.')
    const signature = sign('sha256', Buffer.from(message), {
      key: privateKey,
      dsaEncoding: 'ieee-p1363',
    })
    return `${message}.${signature.toString('base64url')}`
  }

  async function once<E extends AnyEndpoint>(endpoint: E, body?: BodyOf<E>) {
    const url = `${origin}/api${endpoint.url}`
    const response = await fetch(url, {
      method: endpoint.method,
      headers: {
        origin,
        dpop: prove(endpoint.method, url),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
    })
    nonce = response.headers.get('dpop-nonce') ?? nonce
    return readAnswer<AnswerOf<E>>(response)
  }

  return {
    thumbprint: createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url'),
    prove,
    async call(endpoint, body) {
      const first = await once(endpoint, body)
      return first.refusal === 'proof-nonce' ? once(endpoint, body) : first
    },
  }
}

export async function readAnswer<Body>(response: Response): Promise<Answered<Body>> {
  const text = await response.text()
  const { status, headers } = response
  const isJson = headers.get('content-type')?.includes('json') === true
  // What the server says is typed by the endpoint; a problem has a `type` that ends with its code.
  const body = (isJson ? JSON.parse(text) : text) as Body & { type?: string }
  const refusal = response.ok ? '' : String(body.type ?? text).replace(/^.*\//, '')
  return { status, refusal, body, headers }
}

/** 32 random bytes, and a SHA-256, as the wire writes them. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}
export function hashOfToken(token: string): string {
  return createHash('sha256').update(Buffer.from(token, 'base64url')).digest('base64url')
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url')
}
