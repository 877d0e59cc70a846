import helmet from 'helmet'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { apps } from '../settings/settings.ts'
import { policyOf, securityHeaders } from './headers.ts'
import { card, counter, openEcho } from './test-echo.ts'
import { demo, production } from './test-world.ts'

describe('security headers', () => {
  test.each(apps.flatMap((app) => [[app, demo] as const, [app, production] as const]))(
    'equal what helmet sets (%s)',
    (app, settings) => {
      const directives = Object.fromEntries(
        Object.entries(policyOf(app, settings)).map(([name, values]) => [name, [...values]]),
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

  test('allow no unsafe word but WebAssembly’s, no foreign origin, and films on the console only', () => {
    for (const app of apps) {
      const policy = securityHeaders(app, production)['content-security-policy'] ?? ''
      expect(policy.replaceAll("'wasm-unsafe-eval'", '')).not.toContain('unsafe')
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
      expect(policy.includes("media-src 'self'")).toBe(app === 'console')
      expect(policy).toContain("require-trusted-types-for 'script';trusted-types vue etui")
      const origins = policy.match(/https?:\/\/[^\s;]+/g) ?? []
      expect(origins).toEqual(
        { card: ['https://fi.example.fr'], counter: ['https://psc.example.fr'], console: [] }[app],
      )
    }
  })

  test('stand on every answer of a host: pages, problems, and unknown hosts', async () => {
    const { app } = await openEcho()
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
    const { app } = await openEcho()
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
    const { app } = await openEcho()
    const response = await app.inject({
      method: 'POST',
      url: '/api/echo/7',
      headers: { host: card.host },
      payload: { text: 'a' },
    })
    expect(response.json().type).toContain('origin-foreign')
  })
})
