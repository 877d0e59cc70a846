import helmet from 'helmet'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Object, String } from 'typebox'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../shared/refusal.ts'
import { endpoint } from '../../shared/wire/endpoint.ts'
import { apps } from '../settings/settings.ts'
import { AddressLimits, networkOf } from './address-limits.ts'
import { policyOf, securityHeaders } from './headers.ts'
import { bindHost } from './hosts.ts'
import { serve } from './serve.ts'
import { demo, openWorld, production } from './test-world.ts'

const nir = '255197512345678'
const card = { host: 'localhost:8787', origin: 'http://localhost:8787' }
const counter = { host: 'comptoir.localhost:8787', origin: 'http://comptoir.localhost:8787' }

const echo = endpoint({
  method: 'POST',
  url: '/echo/:id',
  params: Object({ id: String({ maxLength: 20 }) }),
  body: Object({ text: String({ maxLength: 40 }) }, { additionalProperties: false }),
  answer: Object({ text: String() }),
  status: 201,
})

/** The server with one more scope on the card's host, whose routes fail in every way. */
function world(change: Parameters<typeof openWorld>[0] = {}) {
  return openWorld(change, (app) => {
    void app.register(
      async (scope) => {
        bindHost(scope, new URL((change.settings ?? demo).origins.card).host)
        scope.route(
          serve(echo)(async ({ body }) => {
            if (body.text === 'refuse') throw new Refusal('code-wrong', { triesLeft: 2 })
            if (body.text === 'pause') throw new Refusal('code-paused', { retryAfterSeconds: 59.2 })
            if (body.text === 'mistake') throw new TypeError(`${nir} is not a function`)
            if (body.text === 'busy') throw new Refusal('database-busy')
            if (body.text === 'library') throw Reflect.construct(NotOurs, [])
            const answer = { text: body.text, secret: 'leak' }
            return answer
          }),
        )
        scope.route(
          serve(endpoint({ method: 'GET', url: '/rare', answer: Object({ text: String() }) }), {
            limit: { most: 2, windowMs: 10_000 },
          })(async () => ({ text: 'x' })),
        )
      },
      { prefix: '/api' },
    )
  })
}

function answered(lines: readonly Record<string, unknown>[]) {
  return lines.filter(({ msg }) => msg === 'answered')
}

/** A library's error that claims a status is still our fault. */
class NotOurs extends Error {
  readonly statusCode = 422
  override readonly message = `about ${nir}`
}

/** Posts to the echo as its own page does. */
async function post(payload: unknown, headers: Record<string, string> = {}) {
  const { app, lines } = await world()
  const response = await app.inject({
    method: 'POST',
    url: '/api/echo/7',
    headers: { ...card, 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
  return { response, problem: response.json(), lines }
}

describe('problems', () => {
  test('answers by the endpoint, and drops what it does not name', async () => {
    const { response } = await post({ text: 'hello' })
    expect(response.statusCode).toBe(201)
    expect(response.json()).toEqual({ text: 'hello' })
  })

  test('tells a refusal by its code, with its facts and the request', async () => {
    const { response, problem, lines } = await post({ text: 'refuse' })
    expect(response.headers['content-type']).toContain('application/problem+json')
    expect(problem).toEqual({
      type: 'https://etui.example/problems/code-wrong',
      title: 'Wrong code',
      status: 403,
      instance: answered(lines)[0]?.['requestId'],
      facts: { triesLeft: 2 },
    })
  })

  test.each([
    ['pause', 429, '60'],
    ['busy', 503, '1'],
  ])('says how long to wait (%s)', async (text, status, wait) => {
    const { response } = await post({ text })
    expect(response.statusCode).toBe(status)
    expect(response.headers['retry-after']).toBe(wait)
  })

  test.each(['mistake', 'library'])(
    'says nothing of a fault of ours (%s), and logs where it is',
    async (text) => {
      const { response, problem, lines } = await post({ text })
      expect(response.statusCode).toBe(500)
      expect(problem).toEqual({
        type: 'https://etui.example/problems/server-fault',
        title: 'Something broke on our side',
        status: 500,
        instance: expect.any(globalThis.String),
      })
      expect(JSON.stringify(lines)).not.toContain(nir)
      expect(lines).toContainEqual(
        expect.objectContaining({ level: 'error', code: 'server-fault' }),
      )
      expect(JSON.stringify(lines)).toContain('http.test.ts')
    },
  )

  test.each([
    ['a field too many', { text: 'a', more: 1 }, {}, 400, 'request-malformed'],
    ['a number for a text', { text: 1 }, {}, 400, 'request-malformed'],
    ['broken JSON', '{', {}, 400, 'request-malformed'],
    ['too large a body', { text: 'a'.repeat(70_000) }, {}, 413, 'body-too-large'],
    ['another type of content', 'x', { 'content-type': 'text/xml' }, 415, 'media-unknown'],
  ])('refuses %s', async (_, payload, headers, status, code) => {
    const { response, problem } = await post(payload, headers)
    expect(response.statusCode).toBe(status)
    expect(problem.type).toContain(code)
    expect(response.headers['content-type']).toContain('application/problem+json')
  })

  test('tells an unknown address from a wrong method', async () => {
    const { app } = await world()
    const unknown = await app.inject({ method: 'GET', url: '/api/nothing', headers: card })
    expect([unknown.statusCode, unknown.json().type]).toEqual([
      404,
      expect.stringContaining('route-unknown'),
    ])
    const wrong = await app.inject({ method: 'GET', url: '/api/echo/7?a=b', headers: card })
    expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, 'POST'])
    expect(wrong.json().type).toContain('method-unknown')
  })
})

test('an address that cannot be read is a malformed request with its headers', async () => {
  const { app } = await world()
  const response = await app.inject({ url: '/%zz', headers: card })
  expect([response.statusCode, response.json().type]).toEqual([
    400,
    expect.stringContaining('request-malformed'),
  ])
  expect(response.headers['content-security-policy']).toContain("default-src 'none'")
})

describe('security headers', () => {
  test.each(apps.flatMap((app) => [[app, demo] as const, [app, production] as const]))(
    'equal what helmet sets (%s)',
    (app, settings) => {
      const directives = globalThis.Object.fromEntries(
        globalThis.Object.entries(policyOf(app, settings)).map(([name, values]) => [
          name,
          [...values],
        ]),
      )
      const theirs: Record<string, unknown> = {}
      const response = {
        setHeader: (name: string, value: unknown) => void (theirs[name.toLowerCase()] = value),
        removeHeader: () => undefined,
      }
      helmet({
        contentSecurityPolicy: { useDefaults: false, directives },
        frameguard: { action: 'deny' },
        strictTransportSecurity: settings === production && { maxAge: 31_536_000 },
      })(
        // helmet uses nothing of the two but these.
        { headers: {} } as IncomingMessage,
        response as unknown as ServerResponse,
        () => undefined,
      )
      const {
        'permissions-policy': _,
        'cache-control': __,
        ...ours
      } = securityHeaders(app, settings)
      expect(ours).toEqual(theirs)
    },
  )

  test('allow no unsafe word, no foreign origin, and WebAssembly only where there is some', () => {
    for (const app of apps) {
      const policy = securityHeaders(app, production)['content-security-policy'] ?? ''
      expect(policy.replaceAll("'wasm-unsafe-eval'", '')).not.toContain('unsafe')
      expect(policy.includes('wasm-unsafe-eval')).toBe(app !== 'console')
      expect(policy).toContain("require-trusted-types-for 'script';trusted-types vue etui")
      const origins = policy.match(/https?:\/\/[^\s;]+/g) ?? []
      expect(origins).toEqual(
        { card: ['https://fi.example.fr'], counter: ['https://psc.example.fr'], console: [] }[app],
      )
    }
  })

  test('stand on every answer of a host: pages, problems, and unknown hosts', async () => {
    const { app } = await world()
    for (const request of [
      { url: '/', headers: card },
      { url: '/api/nothing', headers: card },
      { url: '/healthz', headers: card },
    ]) {
      const { headers } = await app.inject(request)
      expect(headers).toMatchObject({
        'content-security-policy': securityHeaders('card', demo)['content-security-policy'],
      })
      expect(headers['strict-transport-security']).toBeUndefined()
    }
    const foreign = await app.inject({ url: '/', headers: { host: 'evil.example' } })
    expect(foreign.statusCode).toBe(404)
    expect(foreign.headers['content-security-policy']).toContain("default-src 'none'")
  })
})

describe('three hosts', () => {
  test('each serve their own app and routes', async () => {
    const { app } = await world()
    expect((await app.inject({ url: '/', headers: card })).body).toBe('<title>card</title>')
    expect((await app.inject({ url: '/', headers: counter })).body).toBe('<title>counter</title>')
    expect((await app.inject({ url: '/api/rare', headers: card })).statusCode).toBe(200)
    expect((await app.inject({ url: '/api/rare', headers: counter })).statusCode).toBe(404)
    expect((await app.inject({ url: '/', headers: { host: '127.0.0.1:8787' } })).statusCode).toBe(
      404,
    )
  })

  test('keep hashed files for ever and ask for the rest again', async () => {
    const { app } = await world()
    const cacheOf = async (url: string) =>
      (await app.inject({ url, headers: card })).headers['cache-control']
    expect(await cacheOf('/assets/main-4f3a.js')).toBe('public, max-age=31536000, immutable')
    expect(await cacheOf('/assets/reader-9c1d.wasm')).toBe('public, max-age=31536000, immutable')
    for (const url of ['/', '/index.html', '/sw.js'])
      expect(await cacheOf(url), url).toBe('no-cache')
    expect(await cacheOf('/api/rare')).toBe('no-store')
  })

  test('serve the compressed file beside one to who takes it', async () => {
    const { app } = await world()
    const headers = { ...card, 'accept-encoding': 'br, gzip' }
    const response = await app.inject({ url: '/assets/main-4f3a.js', headers })
    expect([response.headers['content-encoding'], response.body]).toEqual(['br', 'compressed'])
    expect(response.headers['content-type']).toContain('javascript')
    const plain = await app.inject({ url: '/assets/main-4f3a.js', headers: card })
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, 'let a'])
  })

  test('answer a page of the app to a navigation only', async () => {
    const { app } = await world()
    const ask = (url: string, mode: string) =>
      app.inject({ url, headers: { ...card, 'sec-fetch-mode': mode, accept: 'text/html' } })
    const page = await ask('/bloquer', 'navigate')
    expect([page.statusCode, page.body]).toEqual([200, '<title>card</title>'])
    expect(page.headers['cache-control']).toBe('no-cache')
    expect((await ask('/bloquer', 'cors')).statusCode).toBe(404)
    expect((await ask('/api/bloquer', 'navigate')).statusCode).toBe(404)
    expect((await ask('/assets/gone-1.js', 'navigate')).statusCode).toBe(404)
    expect((await ask('/../../package.json', 'navigate')).statusCode).toBe(404)
  })
})

describe('the origin check', () => {
  test.each([
    ['its own page', {}, 201],
    ['its own page, said by the browser', { 'sec-fetch-site': 'same-origin' }, 201],
    ['another site', { origin: 'https://evil.example' }, 403],
    ['the sibling app', { origin: counter.origin }, 403],
    ['a page without origin', { origin: 'null' }, 403],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a browser that says same-site', { 'sec-fetch-site': 'same-site' }, 403],
  ])('judges a change asked by %s', async (_, change, status) => {
    const { app } = await world()
    const headers = { ...card, ...change }
    const response = await app.inject({
      method: 'POST',
      url: '/api/echo/7',
      headers,
      payload: { text: 'a' },
    })
    expect(response.statusCode).toBe(status)
  })

  test('refuses a change without any origin', async () => {
    const { app } = await world()
    const response = await app.inject({
      method: 'POST',
      url: '/api/echo/7',
      headers: { host: card.host },
      payload: { text: 'a' },
    })
    expect(response.json().type).toContain('origin-foreign')
  })
})

/** The status of a third call that claims another address, behind one proxy. */
async function askThroughProxy(trustProxy: false | number) {
  const { app } = await world({ settings: { ...demo, trustProxy } })
  const from = (client: string) =>
    app.inject({
      url: '/api/rare',
      headers: { ...card, 'x-forwarded-for': client },
      remoteAddress: '10.0.0.1',
    })
  await from('1.1.1.1')
  await from('1.1.1.1')
  return (await from('2.2.2.2')).statusCode
}

describe('limits by address', () => {
  test('stop at the route’s own number until its window ends', async () => {
    const { app, pass } = await world()
    const ask = (remoteAddress: string) =>
      app.inject({ url: '/api/rare', headers: card, remoteAddress })
    expect([(await ask('10.0.0.1')).statusCode, (await ask('10.0.0.1')).statusCode]).toEqual([
      200, 200,
    ])
    pass(4_000)
    const third = await ask('10.0.0.1')
    expect([third.statusCode, third.headers['retry-after'], third.json().facts]).toEqual([
      429,
      '6',
      { retryAfterSeconds: 6 },
    ])
    expect((await ask('10.0.0.2')).statusCode).toBe(200)
    pass(6_000)
    expect((await ask('10.0.0.1')).statusCode).toBe(200)
  })

  test('count unknown addresses more narrowly', async () => {
    const { app } = await world()
    const statuses = new Set<number>()
    for (let i = 0; i < 61; i += 1)
      statuses.add((await app.inject({ url: `/guess/${i}`, headers: card })).statusCode)
    expect([...statuses]).toEqual([404, 429])
    expect((await app.inject({ url: '/', headers: card })).statusCode).toBe(200)
  })

  test('believe a proxy only when told to', async () => {
    expect(await askThroughProxy(false)).toBe(429)
    expect(await askThroughProxy(1)).toBe(200)
  })

  test.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
  ])('take %s as %s', (address, network) => expect(networkOf(address)).toBe(network))

  test('forget the oldest window rather than grow without end', () => {
    const limits = new AddressLimits(() => new Date(0))
    const limit = { most: 1, windowMs: 1_000 }
    for (let i = 0; i <= 100_000; i += 1) limits.take(`${i}`, 'r', limit)
    expect(() => limits.take('0', 'r', limit)).not.toThrow()
    expect(() => limits.take('100000', 'r', limit)).toThrow(Refusal)
  })
})

describe('records', () => {
  test('are one line a request, with the route and no word of the caller', async () => {
    const { app, lines } = await world()
    await app.inject({
      method: 'POST',
      url: `/api/echo/${nir}?nir=${nir}`,
      headers: {
        ...card,
        authorization: `DPoP ${nir}`,
        cookie: `a=${nir}`,
        dpop: nir,
        'user-agent': nir,
        'x-request-id': nir,
      },
      payload: { text: nir },
    })
    await app.inject({ url: `/${nir}`, headers: { host: nir } })
    expect(answered(lines)).toMatchObject([
      { app: 'card', method: 'POST', route: '/api/echo/:id', status: 201, msg: 'answered' },
      { app: 'none', method: 'GET', route: 'unknown', status: 404 },
    ])
    expect(JSON.stringify(lines)).not.toContain(nir)
  })

  test('answer healthy, and ready only with keys and database', async () => {
    const { app, pass, keys, database } = await world()
    const ask = async (url: string) => (await app.inject({ url })).statusCode
    expect([await ask('/healthz'), await ask('/readyz')]).toEqual([200, 200])
    pass(400 * 86_400_000)
    expect([await ask('/healthz'), await ask('/readyz')]).toEqual([200, 503])
    expect(() => keys.assertReady()).toThrow()
    await expect(database.ping()).resolves.toBeUndefined()
  })
})
