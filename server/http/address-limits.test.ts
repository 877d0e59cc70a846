import { describe, expect, test } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import { AddressLimits, networkOf } from './address-limits.ts'
import { card, openEcho } from './test-echo.ts'
import { demo } from './test-world.ts'

/** The status of a third call that claims another address, behind one proxy. */
async function askThroughProxy(trustProxy: false | number) {
  const { app } = await openEcho({ settings: { ...demo, trustProxy } })
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
    const { app, pass } = await openEcho()
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
    const { app } = await openEcho()
    const statuses = new Set<number>()
    for (let i = 0; i < 61; i += 1)
      statuses.add((await app.inject({ url: `/guess/${i}`, headers: card })).statusCode)
    expect([...statuses]).toEqual([404, 429])
    expect((await app.inject({ url: '/', headers: card })).statusCode).toBe(200)
  })

  test('let the phones of a mobile operator share one address', async () => {
    const { app } = await openEcho()
    const statuses = new Set<number>()
    for (let i = 0; i < 700; i += 1)
      statuses.add((await app.inject({ url: '/assets/main-4f3a.js', headers: card })).statusCode)
    expect([...statuses]).toEqual([200])
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
