import {
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { decodeLetter, type Letter } from '@etui/shared/phone/letter.ts'
import { letterKeyOf } from '@etui/shared/phone/mailbox.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { termsVersion } from '@etui/shared/enrolment/enrolment.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Refreshed } from '@etui/shared/wire/phone.ts'
import type { Enrolment } from '@etui/shared/wire/enrolment.ts'
import { buildApp } from '../app.ts'
import type { Needs } from '../needs.ts'
import { blockStore } from '../block/block-store.ts'
import type { Database } from '../db/database.ts'
import { codeOf, newDeviceKey, TestPhone } from '../dpop/test-phone.ts'
import { testKeys } from '../enrolment/test-keys.ts'
import type { Claims, RelyingParty } from '../identity/relying-party.ts'
import { createLog } from '../log/log.ts'
import { mailStore } from '../mail/mail-store.ts'
import { machineRandomness } from '../randomness.ts'
import type { InventedPerson } from '../registry/invented-people.ts'
import { seedRegistry } from '../registry/seed-registry.ts'
import { franceIdentiteAccount } from '../identity/demonstration-accounts.ts'
import { decideSettings } from '../settings/decide-settings.ts'

export const settings = decideSettings({ unknown: [], values: {} })
export const origin = settings.origins.card

/** A provider for tests that vouches at once: the address one comes back to holds whom it vouches for. */
export function pretendParty(
  people: readonly InventedPerson[],
): RelyingParty & { isDown: boolean } {
  const accounts = new Map(
    people.map((person) => [person.registryId, franceIdentiteAccount(person)]),
  )
  return {
    isDown: false,
    async begin() {
      if (this.isDown) throw new Refusal('identity-provider-down')
      const [state, nonce, verifier] = [1, 2, 3].map(() => randomBytes(32).toString('base64url'))
      const url = `https://fi.example.fr/authorize?state=${state}`
      return {
        authorizationUrl: url,
        state: state ?? '',
        nonce: nonce ?? '',
        verifier: verifier ?? '',
      }
    },
    async finish(answer) {
      if (this.isDown) throw new Refusal('identity-provider-down')
      if (answer.searchParams.get('error')) throw new Refusal('identity-cancelled')
      const subject = answer.searchParams.get('code') ?? ''
      const claims: Claims | undefined = accounts.get(subject)?.claims
      if (!claims) throw new Refusal('identity-expired')
      return { subject, acr: 'eidas3', claims }
    },
  }
}

/** What a test has otherwise, made of what the server stands on. */
type Otherwise = (made: Pick<Needs, 'database' | 'keys' | 'clock'>) => Partial<Needs>

/** A whole server on one engine, with its invented people, a pretend provider and a clock of its own. */
export async function openHolders(
  open: () => Promise<Database>,
  otherwise: Otherwise = () => ({}),
) {
  let now = Date.parse('2026-11-21T10:00:00Z')
  const clock = () => new Date(now)
  const database = await open()
  const keys = await testKeys(clock)
  const people = await seedRegistry({ database, keys, clock })
  const party = pretendParty(people)
  const lines: string[] = []
  const app = await buildApp({
    settings,
    database,
    keys,
    clock,
    randomness: machineRandomness,
    franceIdentite: party,
    log: createLog('info', { write: (line) => void lines.push(line) }),
    ...otherwise({ database, keys, clock }),
  })
  const mails = mailStore(database, keys)
  return {
    app,
    database,
    keys,
    people,
    party,
    clock,
    lines,
    mails,
    blocks: blockStore(database),
    pass: (ms: number) => void (now += ms),
    holder(key = newDeviceKey()) {
      // Letters of two holders are told apart by when they were written.
      now += 1000
      return new TestHolder(app, clock, key, people, () => mails.list(50))
    },
  }
}

type MailReader = () => Promise<readonly { to: string; text: string; subject: string }[]>

/** Somebody with a phone, walking through the app as it would. */
export class TestHolder {
  readonly phone: TestPhone
  readonly people: readonly InventedPerson[]
  readonly #app: FastifyInstance
  readonly #clock: () => Date
  readonly #key: KeyObject
  readonly #mails: MailReader
  readonly code = randomBytes(32).toString('base64url')
  mailbox = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  presentation = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  token = newToken()
  cursor = ''

  constructor(
    app: FastifyInstance,
    clock: () => Date,
    key: KeyObject,
    people: readonly InventedPerson[],
    mails: MailReader,
  ) {
    this.#app = app
    this.#clock = clock
    this.#key = key
    this.people = people
    this.#mails = mails
    this.phone = new TestPhone(app, origin, clock, key)
  }

  /** The same phone, storage and all, in other hands. */
  copy(): TestHolder {
    const copy = new TestHolder(this.#app, this.#clock, this.#key, this.people, this.#mails)
    copy.mailbox = this.mailbox
    copy.presentation = this.presentation
    copy.token = this.token
    return Object.assign(copy, { code: this.code })
  }

  post(path: string, body: unknown = {}): Promise<LightMyRequestResponse> {
    return this.phone.call('POST', `/api${path}`, body)
  }

  async read(): Promise<Enrolment> {
    return (await this.phone.call('GET', '/api/enrolment')).json<Enrolment>()
  }

  accept(version = termsVersion) {
    return this.post('/enrolment', { termsVersion: version, language: 'fr' })
  }

  tell(registryId: string, change: { nir?: string; birthDate?: string } = {}) {
    const person = this.people.find((each) => each.registryId === registryId)
    const { nir = '', traits } = person ?? {}
    return this.post('/enrolment/person', { nir, birthDate: traits?.birthDate ?? '', ...change })
  }

  /** The code of the last letter. */
  async mailedCode(): Promise<string> {
    const [mail] = (await this.#mails()).filter(({ text }) => /[0-9]{3} [0-9]{3}/.test(text))
    return (
      /([0-9]{3}) ([0-9]{3})/
        .exec(mail?.text ?? '')
        ?.slice(1)
        .join('') ?? ''
    )
  }

  proveContact(code: string) {
    return this.post('/enrolment/contact', { code })
  }

  /** Walks to the provider and comes back as somebody; in another browser unless the cookie comes along. */
  async identify(account: string | null, { isSameBrowser = true } = {}) {
    const answer = await this.post('/enrolment/identity')
    if (answer.statusCode !== 200) return { start: answer, returned: answer }
    const state = new URL(
      answer.json<{ authorizationUrl: string }>().authorizationUrl,
    ).searchParams.get('state')
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
    const what = account === null ? 'error=access_denied' : `code=${account}`
    const returned = await this.#app.inject({
      method: 'GET',
      url: `/identity/return?${what}&state=${state}`,
      headers: { host: new URL(origin).host, ...(isSameBrowser && { cookie }) },
    })
    return { start: answer, returned }
  }

  setCode() {
    return this.post('/enrolment/secret-code', { proof: this.code })
  }

  activate(change: object = {}) {
    return this.post('/enrolment/activation', {
      mailboxKey: pointOf(this.mailbox.publicKey).toString('base64url'),
      presentationKey: pointOf(this.presentation.publicKey).toString('base64url'),
      tokenHash: hashOf(this.token),
      ...change,
    })
  }

  /** Everything up to securing. */
  async identified(registryId: string): Promise<this> {
    await this.accept()
    await this.tell(registryId)
    await this.proveContact(await this.mailedCode())
    await this.identify(registryId)
    return this
  }

  /** Everything: a card in use. Answers its first letter. */
  async activated(registryId: string): Promise<Letter> {
    await this.identified(registryId)
    await this.setCode()
    const answer = await this.activate()
    if (answer.statusCode !== 200) throw new Error(`not activated: ${codeOf(answer)}`)
    return this.open(answer)
  }

  /** Sends a refresh with the next token drawn; it is kept only when `keep` is called. */
  async refresh(next = newToken(), path = '/refresh', more: object = {}) {
    const { token, cursor } = this
    const answer = await this.post(path, { token, nextHash: hashOf(next), cursor, ...more })
    return { answer, next, code: codeOf(answer), keep: () => void (this.token = next) }
  }

  resume(more: object, next = newToken()) {
    return this.refresh(next, '/refresh/resume', more)
  }

  async open(answer: LightMyRequestResponse): Promise<Letter> {
    const bytes = Buffer.from(answer.json<Refreshed>().sealed, 'base64url')
    const ek = new Uint8Array(bytes.subarray(0, 65))
    const agreed = diffieHellman({
      privateKey: this.mailbox.privateKey,
      publicKey: importPoint(ek),
    })
    const mailbox = new Uint8Array(pointOf(this.mailbox.publicKey))
    const { key, nonce } = await letterKeyOf(hkdf, new Uint8Array(agreed), ek, mailbox)
    const end = bytes.length - 16
    const decipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: 16 })
    decipher.setAAD(Buffer.from(this.phone.thumbprint, 'ascii')).setAuthTag(bytes.subarray(end))
    const text = Buffer.concat([decipher.update(bytes.subarray(65, end)), decipher.final()])
    return decodeLetter(new Uint8Array(text))
  }
}

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token, 'base64url').digest('base64url')
}

function pointOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}

function importPoint(point: Uint8Array): KeyObject {
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((it) =>
    Buffer.from(it).toString('base64url'),
  )
  return createPublicKey({
    key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' },
    format: 'jwk',
  })
}

function hkdf(salt: Bytes, input: Bytes, info: Bytes, length: number): Bytes {
  return new Uint8Array(hkdfSync('sha256', input, salt, info, length))
}
