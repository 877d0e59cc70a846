import { describe, expect, test } from 'vitest'
import { card, counter, openEcho } from './test-echo.ts'

describe('three hosts', () => {
  test('each serve their own app and routes', async () => {
    const { app } = await openEcho()
    expect((await app.inject({ url: '/', headers: card })).body).toBe('<title>card</title>')
    expect((await app.inject({ url: '/', headers: counter })).body).toBe('<title>counter</title>')
    expect((await app.inject({ url: '/api/rare', headers: card })).statusCode).toBe(200)
    expect((await app.inject({ url: '/api/rare', headers: counter })).statusCode).toBe(404)
    expect((await app.inject({ url: '/', headers: { host: '127.0.0.1:8787' } })).statusCode).toBe(
      404,
    )
  })

  test('keep hashed files for ever and ask for the rest again', async () => {
    const { app } = await openEcho()
    const cacheOf = async (url: string) =>
      (await app.inject({ url, headers: card })).headers['cache-control']
    expect(await cacheOf('/assets/main-4f3a.js')).toBe('public, max-age=31536000, immutable')
    expect(await cacheOf('/assets/reader-9c1d.wasm')).toBe('public, max-age=31536000, immutable')
    for (const url of ['/', '/index.html', '/sw.js'])
      expect(await cacheOf(url), url).toBe('no-cache')
    expect(await cacheOf('/api/rare')).toBe('no-store')
  })

  test('serve the compressed file beside one to who takes it', async () => {
    const { app } = await openEcho()
    const headers = { ...card, 'accept-encoding': 'br, gzip' }
    const response = await app.inject({ url: '/assets/main-4f3a.js', headers })
    expect([response.headers['content-encoding'], response.body]).toEqual(['br', 'compressed'])
    expect(response.headers['content-type']).toContain('javascript')
    const plain = await app.inject({ url: '/assets/main-4f3a.js', headers: card })
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, 'let a'])
  })

  test('answer a page of the app to a navigation only', async () => {
    const { app } = await openEcho()
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
