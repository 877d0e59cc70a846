import { describe, expect, test } from 'vitest'
import { card, nir, openEcho } from './test-echo.ts'

function answered(lines: readonly Record<string, unknown>[]) {
  return lines.filter(({ msg }) => msg === 'answered')
}

/** Posts to the echo as its own page does. */
async function post(payload: unknown, headers: Record<string, string> = {}) {
  const { app, lines } = await openEcho()
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
        instance: expect.any(String),
      })
      expect(JSON.stringify(lines)).not.toContain(nir)
      expect(lines).toContainEqual(
        expect.objectContaining({ level: 'error', code: 'server-fault' }),
      )
      expect(JSON.stringify(lines)).toContain('test-echo.ts')
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
    const { app } = await openEcho()
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
  const { app } = await openEcho()
  const response = await app.inject({ url: '/%zz', headers: card })
  expect([response.statusCode, response.json().type]).toEqual([
    400,
    expect.stringContaining('request-malformed'),
  ])
  expect(response.headers['content-security-policy']).toContain("default-src 'none'")
})

describe('records', () => {
  test('are one line a request, with the route and no word of the caller', async () => {
    const { app, lines } = await openEcho()
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
    const { app, pass, keys, database } = await openEcho()
    const ask = async (url: string) => (await app.inject({ url })).statusCode
    expect([await ask('/healthz'), await ask('/readyz')]).toEqual([200, 200])
    pass(400 * 86_400_000)
    expect([await ask('/healthz'), await ask('/readyz')]).toEqual([200, 503])
    expect(() => keys.assertReady()).toThrow()
    await expect(database.ping()).resolves.toBeUndefined()
  })

  test('answer healthy and not ready while the database does not answer', async () => {
    const { app, database, lines } = await openEcho()
    const ask = async (url: string) => (await app.inject({ url })).statusCode
    const { ping } = database
    Object.assign(database, { ping: () => Promise.reject(new Error('connection refused')) })
    expect([await ask('/healthz'), await ask('/readyz')]).toEqual([200, 503])
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', msg: 'not ready' }))
    Object.assign(database, { ping })
    expect([await ask('/healthz'), await ask('/readyz')]).toEqual([200, 200])
  })
})
