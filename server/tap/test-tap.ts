import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import type { Counter } from '@etui/shared/wire/counter.ts'
import type { Tap } from '@etui/shared/wire/tap.ts'
import type { Database } from '../db/database.ts'
import { TestPhone } from '../dpop/test-phone.ts'
import { demo, openWorld, type World } from '../http/test-world.ts'
import type { Needs } from '../needs.ts'
import { sessionCookie } from '../professional/session.ts'
import { type SignedIn, signInAs } from '../professional/test-session.ts'
import { testPhone } from '../reading/test-phone.ts'
import { seedRegistry } from '../registry/seed-registry.ts'

/** A server with holders and counters that tap, on one engine. */
export async function openTaps(open: () => Promise<Database>, change: Partial<Needs> = {}) {
  const all = await openWorld({ database: await open(), ...change })
  const { app, database, keys, clock } = all
  await seedRegistry({ database, keys, clock })

  /** A professional's browser at a counter of this name. */
  async function counter(name: string, nationalId = '899700000029') {
    const browser = await signInAs(all, { nationalId })
    const { counterId } = (await browser.post('/api/counter', { name })).json<Counter>()
    return {
      ...browser,
      counterId,
      start: async () => (await browser.post('/api/tap', {})).json<Tap>(),
      listen: (lastEventId?: string) => listenToTap(app, browser, lastEventId),
    }
  }

  /** Somebody with a card in use, who can answer. */
  async function phone(registryId = 'claire') {
    const { phone: device, ...shown } = await tappingPhone(all, registryId)
    const post = (path: string, body: object) => device.call('POST', `/api${path}`, body)
    return {
      ...shown,
      post,
      prove: device.prove.bind(device),
      find: (body: object) => post('/taps/find', body),
      /** Says yes to a challenge: signs for it and sends. */
      answer: async (challenge: string) =>
        post('/taps', { challenge, frame: await shown.frame(fromBase64url(challenge)) }),
    }
  }
  return { ...all, counter, phone }
}

/** A phone with a card, whose device key signs its calls. */
async function tappingPhone({ app, database, keys, clock, settings }: World, registryId: string) {
  const issuer = settings.origins.card
  const phone = new TestPhone(app, issuer, clock)
  const shown = await testPhone({ database, keys, clock, issuer }, { registryId })
  const { phones } = database.tables
  await database.db
    .update(phones)
    .set({
      deviceThumbprint: phone.thumbprint,
      mailboxKey: randomBytes(65),
      presentationKey: randomBytes(65),
      tokenHash: randomBytes(32),
    })
    .where(eq(phones.phoneId, shown.phoneId))
  return { phone, ...shown }
}

export interface ToldEvent {
  readonly id: string
  readonly name: string
  readonly data: Record<string, unknown>
}

/** A stream of a counter's tap, as its browser reads it. */
export async function listenToTap(
  app: FastifyInstance,
  { token }: Pick<SignedIn, 'token'>,
  lastEventId?: string,
) {
  const answer = await app.inject({
    method: 'GET',
    url: '/api/tap/events',
    payloadAsStream: true,
    headers: {
      host: new URL(demo.origins.counter).host,
      cookie: `${sessionCookie}=${token}`,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
  })
  const body: Readable = answer.stream()
  const ended = new Promise<void>((resolve) => body.once('close', resolve))
  const read = readEvents(body)
  return {
    status: answer.statusCode,
    headers: answer.headers,
    ended,
    leave: () => body.destroy(),
    ...read,
  }
}

/** Events one after the other, as they come; `raw` is every byte so far. */
export function readEvents(body: Readable) {
  const events: ToldEvent[] = []
  const wanted: ((event: ToldEvent) => void)[] = []
  let raw = ''
  let rest = ''
  body.setEncoding('utf8')
  body.on('error', () => undefined)
  body.on('data', (text: string) => {
    raw += text
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const event = readBlock(block)
      if (event) (wanted.shift() ?? ((it) => void events.push(it)))(event)
    }
  })
  const next = () =>
    new Promise<ToldEvent>((resolve) => {
      const event = events.shift()
      if (event) resolve(event)
      else wanted.push(resolve)
    })
  return { next, raw: () => raw }
}

function readBlock(block: string): ToldEvent | undefined {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ')
      return [line.slice(0, at), line.slice(at + 2)] as const
    }),
  )
  const [id, name, data] = ['id', 'event', 'data'].map((field) => fields.get(field))
  return id === undefined || name === undefined
    ? undefined
    : { id, name, data: JSON.parse(data ?? 'null') }
}

/** What a chip says: hex as in its link, base64url as on the wire. */
export function saidByChip(tagId: string, enciphered: Buffer, mac: Buffer) {
  return { tagId, enciphered: toBase64url(enciphered), mac: toBase64url(mac) }
}
