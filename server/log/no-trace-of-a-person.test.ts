import { text } from 'node:stream/consumers'
import type { LightMyRequestResponse } from 'fastify'
import { eq } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { formatNir } from '@etui/shared/nir/nir-text.ts'
import { parseNir } from '@etui/shared/nir/nir.ts'
import type { Counter } from '@etui/shared/wire/counter.ts'
import { agentCookie } from '../agent/agent.ts'
import { openConsole } from '../agent/test-console.ts'
import type { Database } from '../db/database.ts'
import { openDatabase } from '../db/open-database.ts'
import { freshFile } from '../db/test-engines.ts'
import { settings, type TestHolder } from '../phone/test-holder.ts'
import { sessionCookie } from '../professional/session.ts'
import { signInAs } from '../professional/test-session.ts'
import { drawToken, hashOfToken } from '../session/session-token.ts'
import { type Known, valuesFor } from './test-feed.ts'
import { hostOf, rememberRoutes, type Route } from './test-routes.ts'

/** What a route answers before it looks at what it was fed. */
const unread = new Set(['request-malformed', 'media-unknown', 'limit-reached', 'origin-foreign'])

test('writes nothing of a person, whatever any route is fed with by whoever may call it', async () => {
  const routes = rememberRoutes()
  const { feed, lines, traces } = await openFed()
  expect(routes().length).toBeGreaterThan(80)
  const unreached: string[] = []
  for (const route of routes()) {
    const answers = await feed(route)
    const codes = answers.map(({ status, code }) => code ?? status)
    if (!answers.some(isRead)) unreached.push(`${route.method} ${route.host}${route.url}: ${codes}`)
  }
  expect(unreached).toEqual([])

  const log = lines.join('')
  // A file that is not there is logged as no route at all.
  const silent = routes().filter(({ url }) => !url.includes('*') && !log.includes(`"${url}"`))
  expect(silent).toEqual([])
  const found = traces.filter((trace) => log.toUpperCase().includes(trace.toUpperCase()))
  expect(found).toEqual([])
}, 120_000)

interface Call extends Pick<Route, 'method' | 'host'> {
  readonly path: string
  readonly body: unknown
}

/** Somebody who calls: by a phone, or by a session's cookie. */
interface Caller {
  readonly phone?: TestHolder
  readonly cookie?: string
  /** of the program of whoever has the session */
  readonly bearer?: string
  readonly known?: Known
}

/** A whole server that knows Claire: a phone in use and one that begins, a counter, an agent who has her case. */
async function openFed() {
  const fresh = await freshFile()
  const database = await openDatabase(fresh.settings)
  onTestFinished(async () => {
    await database.close()
    await fresh.remove()
  })
  const world = await openConsole(async () => database)
  const claire = world.people.find(({ registryId }) => registryId === 'claire')
  if (!claire) throw new TypeError('Claire is seeded')
  const { nir, traits, email = '' } = claire
  const spaced = formatNir(parseNir(nir, { allowDemonstration: true }))
  const texts = [nir, traits.familyName, spaced, traits.birthDate, email]
  const { checkId } = await world.waitingCase('claire')

  let held: TestHolder | undefined
  /** Her phone; another one when a route has ended the last. */
  async function phoneInUse(): Promise<TestHolder> {
    const answer = await held?.post('/code/share', { proof: held.code })
    if (held && answer?.statusCode === 200) return held
    world.pass(24 * 60 * 60 * 1000)
    held = world.holder()
    await held.activated('claire')
    return held
  }

  async function callers(host: string): Promise<readonly Caller[]> {
    if (host === hostOf('card')) {
      const newcomer = world.holder()
      await newcomer.accept()
      return [{ phone: await phoneInUse() }, { phone: newcomer }]
    }
    if (host === hostOf('counter')) {
      const browser = await signInAs({ ...world, settings })
      const named = await browser.post('/api/counter', { name: 'Comptoir 1' })
      const bearer = await giveToken(database, named.json<Counter>().counterId, world.clock())
      return [{ cookie: `${sessionCookie}=${browser.token}`, bearer }]
    }
    // Whoever had the case before has it no more.
    world.pass(20 * 60_000)
    const agent = await world.agent('supervisor')
    await agent.post(`/api/checks/${checkId}/take`)
    return [{ cookie: `${agentCookie}=${agent.token}`, known: { checkId } }]
  }

  /** Feeds a route with what its shapes let in, and with what they do not. */
  async function feed(route: Route): Promise<readonly Answer[]> {
    const answers: Answer[] = []
    for (const caller of await callers(route.host)) {
      const [shapely, ...others] = pathsOf(route, caller)
      const bodies = bodiesOf(route, caller)
      const calls = bodies.map((body) => ({ ...route, path: shapely ?? '', body }))
      for (const path of others) calls.push({ ...route, path, body: bodies[0] })
      for (const each of calls) answers.push(await call(each, caller))
    }
    return answers
  }

  function pathsOf({ url, params }: Route, { known }: Caller): string[] {
    const [values] = valuesFor(params, texts, known) as Record<string, string>[]
    const fill = (valueOf: (name: string) => string) =>
      url.replace(/:(\w+)|\*/g, (_all, name = '') => encodeURIComponent(valueOf(name)))
    return [...new Set([fill((name) => values?.[name] ?? nir), fill(() => nir)])]
  }

  function bodiesOf({ method, body }: Route, { known }: Caller): unknown[] {
    if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return [undefined]
    if (!body) return [undefined, { nir }]
    const fields = Object.keys(body.properties ?? {})
    const everyField = Object.fromEntries(fields.map((name) => [name, nir]))
    return [nir, everyField, ...valuesFor(body, texts, known)]
  }

  async function call(
    { method, host, path, body }: Call,
    { cookie = '', bearer, phone }: Caller,
  ): Promise<Answer> {
    const ask = async (contentType: string) => {
      const isForm = contentType.endsWith('urlencoded')
      const answer = await world.app.inject({
        method: method as 'GET', // inject's type names fewer methods than it takes
        url: `${path}?nir=${nir}&${encodeURIComponent(traits.familyName)}`,
        headers: {
          host,
          origin: `http://${host}`,
          'user-agent': `browser of ${nir}`,
          referer: `http://${host}/?who=${nir}`,
          cookie: `nir=${nir}; ${cookie}`,
          'x-request-id': nir,
          ...uploadHeaders(nir),
          ...(phone && { dpop: phone.phone.prove(method, path) }),
          ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
          ...(body !== undefined && { 'content-type': contentType }),
        },
        ...(body !== undefined && { payload: isForm ? asForm(body) : JSON.stringify(body) }),
        payloadAsStream: true,
      })
      const nonce = answer.headers['dpop-nonce']
      if (phone && typeof nonce === 'string') phone.phone.nonce = nonce
      return readAnswer(answer)
    }
    const usual = method === 'PATCH' ? 'application/offset+octet-stream' : 'application/json'
    const first = await ask(usual)
    if (first.code === 'proof-nonce') return ask(usual)
    return first.code === 'media-unknown' ? ask('application/x-www-form-urlencoded') : first
  }

  return { feed, lines: world.lines, traces: [...texts, traits.givenNames, nir.slice(0, 13)] }
}

/** Lets a program of the professional who has this counter call from now on. */
async function giveToken({ db, tables }: Database, counterId: string, at: Date): Promise<string> {
  const { counters, practiceClients, practiceTokens } = tables
  const [counter] = await db.select().from(counters).where(eq(counters.counterId, counterId))
  if (!counter) throw new TypeError('the counter was named')
  const { professionalId } = counter
  const token = drawToken()
  const client = {
    professionalId,
    clientId: `client-${token.slice(0, 8)}`,
    scope: 'readings invoices',
  }
  await db
    .insert(practiceClients)
    .values({ ...client, counterId, name: 'Logiciel', publicKey: Buffer.of(), createdAt: at })
  const endsAt = new Date(at.getTime() + 600_000)
  await db.insert(practiceTokens).values({ ...client, tokenHash: hashOfToken(token), endsAt })
  return token
}

/** What an upload says beside its bytes (tus 1.0.0). */
function uploadHeaders(nir: string): Record<string, string> {
  return {
    'tus-resumable': '1.0.0',
    'upload-length': '100',
    'upload-offset': '0',
    'upload-metadata': `kind ${base64('document')},filetype ${base64(nir)}`,
  }
}

function base64(value: string): string {
  return Buffer.from(value).toString('base64')
}

function asForm(body: unknown): string {
  return typeof body === 'object' ? `${new URLSearchParams({ ...body })}` : `${body}`
}

interface Answer {
  readonly status: number
  readonly code?: string
}

type Injected = Pick<LightMyRequestResponse, 'statusCode' | 'headers' | 'stream'>

/** The code of a refusal; a stream of events is left as soon as it is open. */
async function readAnswer({ statusCode: status, headers, stream }: Injected): Promise<Answer> {
  const body = stream()
  const type = String(headers['content-type'])
  if (!type.includes('problem+json')) {
    if (type.startsWith('text/event-stream')) body.destroy()
    else body.resume()
    return { status }
  }
  const code = /"type":"[^"]*\/([\w-]+)"/.exec(await text(body))?.[1]
  // A HEAD is answered without a body.
  return { status, ...(code !== undefined && { code }) }
}

function isRead({ status, code = '' }: Answer): boolean {
  return status !== 401 && !unread.has(code)
}
