import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { assertionType, practicePrefix } from '@etui/shared/wire/practice.ts'
import type { World } from '../http/test-world.ts'
import { clientStore } from './client-store.ts'
import { tokenUrl } from './practice-api.ts'

type Given = Pick<World, 'app' | 'database' | 'clock' | 'settings'>

/** What an assertion has otherwise. */
export interface AssertionChange {
  readonly header?: Record<string, unknown>
  readonly claims?: Record<string, unknown>
  readonly key?: KeyObject
}

/** A program of a practice: it has a key pair, and an id once somebody gave it access. */
export class TestProgram {
  readonly clientId: string
  readonly privateKey: KeyObject
  readonly #given: Given
  token = ''

  constructor(given: Given, clientId: string, privateKey: KeyObject) {
    this.#given = given
    this.clientId = clientId
    this.privateKey = privateKey
  }

  /** A client assertion as it should be, but for the change. */
  assertion({ header, claims, key = this.privateKey }: AssertionChange = {}): string {
    const { clock, settings } = this.#given
    const now = Math.floor(clock().getTime() / 1000)
    const said = {
      iss: this.clientId,
      sub: this.clientId,
      aud: tokenUrl(settings.origins.counter),
      jti: randomUUID(),
      iat: now,
      exp: now + 60,
      ...claims,
    }
    const text = `${part({ alg: 'ES256', ...header })}.${part(said)}`
    const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
    return `${text}.${signature.toString('base64url')}`
  }

  async ask(
    change: Record<string, string> = {},
    assertion = this.assertion(),
  ): Promise<LightMyRequestResponse> {
    return postForm(this.#given, {
      grant_type: 'client_credentials',
      client_assertion_type: assertionType,
      client_assertion: assertion,
      ...change,
    })
  }

  /** Takes a token, for all it may do or for that scope, and calls with it from now on. */
  async start(scope?: string): Promise<this> {
    const answer = await this.ask(scope === undefined ? {} : { scope })
    if (answer.statusCode !== 200) throw new TypeError(answer.body)
    this.token = answer.json().access_token
    return this
  }

  /** The same program, talking to another node. */
  at(app: FastifyInstance): TestProgram {
    const program = new TestProgram({ ...this.#given, app }, this.clientId, this.privateKey)
    program.token = this.token
    return program
  }

  get(path: string): Promise<LightMyRequestResponse> {
    return this.#call('GET', path)
  }

  post(path: string, payload: object): Promise<LightMyRequestResponse> {
    return this.#call('POST', path, payload)
  }

  put(path: string, payload: object): Promise<LightMyRequestResponse> {
    return this.#call('PUT', path, payload)
  }

  delete(path: string): Promise<LightMyRequestResponse> {
    return this.#call('DELETE', path)
  }

  async #call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) {
    const { app, settings } = this.#given
    const host = new URL(settings.origins.counter).host
    return app.inject({
      method,
      url: practicePrefix + path,
      headers: { host, authorization: `Bearer ${this.token}` },
      ...(payload && { payload }),
    })
  }
}

/** Gives a new program access to a counter. */
export async function admit(
  given: Given,
  counterId: string,
  scope = 'readings invoices',
): Promise<TestProgram> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const clientId = await clientStore(given.database).add(
    {
      counterId,
      name: 'Logiciel du cabinet',
      publicKey: publicKey.export({ type: 'spki', format: 'der' }),
      scope,
    },
    given.clock(),
  )
  if (clientId === null) throw new TypeError('A program acts at a counter that somebody has')
  return new TestProgram(given, clientId, privateKey)
}

/** What anybody may send to the address of tokens. */
export async function postForm(
  { app, settings }: Pick<Given, 'app' | 'settings'>,
  fields: Record<string, string> | string,
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: 'POST',
    url: `${practicePrefix}/token`,
    headers: {
      host: new URL(settings.origins.counter).host,
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  })
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
