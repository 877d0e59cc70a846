import { createHmac } from 'node:crypto'
import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { problemAnswers } from '../http/problems.ts'
import { AddressLimits } from '../http/address-limits.ts'
import { dpop } from './dpop-plugin.ts'
import { nonceBucketMs } from './nonces.ts'
import { proofStore } from './proof-store.ts'
import { codeOf, TestPhone } from './test-phone.ts'

const origin = 'http://localhost:8787'

function hmac(message: string): Buffer {
  return createHmac('sha256', Buffer.alloc(32, 7)).update(message).digest()
}

forEachEngine('DPoP', (open) => {
  async function world() {
    let now = Date.parse('2026-11-21T10:00:00Z')
    const clock = () => new Date(now)
    const database = await open()
    const proofs = proofStore(database)
    const app = Fastify()
    onTestFinished(() => app.close())
    await app.register(problemAnswers, {
      limits: new AddressLimits(clock),
      beforeUnknown: () => false,
    })
    await app.register(async (scope) => {
      await scope.register(dpop, { proofs, origin, hmac, clock })
      scope.route({
        method: 'GET',
        url: '/who',
        handler: async (request) => request.device.thumbprint,
      })
      const config = { proofTaken: 'by-route' } as const
      scope.post('/forgets', { config }, async () => 'done')
      scope.route({
        method: 'POST',
        url: '/undone',
        config,
        handler: async (request) =>
          database.unit(async () => {
            await request.device.takeProof()
            throw new Error('undone')
          }),
      })
    })
    return {
      phone: new TestPhone(app, origin, clock),
      proofs,
      database,
      clock,
      pass: (ms: number) => (now += ms),
    }
  }

  test('names the device, and gives a nonce with every answer', async () => {
    const { phone } = await world()
    const first = await phone.send('GET', '/who', phone.prove('GET', '/who'))
    expect([first.statusCode, codeOf(first)]).toEqual([401, 'proof-nonce'])
    expect(first.headers['dpop-nonce']).toMatch(/^[\w-]{22}$/)
    expect(first.headers['date']).toBe('Sat, 21 Nov 2026 10:00:00 GMT')
    const second = await phone.send('GET', '/who', phone.prove('GET', '/who'))
    expect(second.body).toBe(phone.thumbprint)
    expect(second.headers['dpop-nonce']).toBe(first.headers['dpop-nonce'])
  })

  test('asks for a newer nonce after two buckets', async () => {
    const { phone, pass } = await world()
    await phone.call('GET', '/who')
    const nonce = phone.nonce
    pass(2 * nonceBucketMs)
    expect(codeOf(await phone.send('GET', '/who', phone.prove('GET', '/who')))).toBe('proof-nonce')
    expect(phone.nonce).not.toBe(nonce)
    expect((await phone.call('GET', '/who')).statusCode).toBe(200)
  })

  test('takes a proof once of 20 at once, and leaves the query out of it', async () => {
    const { phone } = await world()
    await phone.call('GET', '/who')
    const proof = phone.prove('GET', '/who')
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => phone.send('GET', `/who?n=${index}`, proof)),
    )
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect(answers.filter((answer) => codeOf(answer) === 'proof-replayed')).toHaveLength(19)
  })

  test('refuses no proof, two proofs, and one for another address', async () => {
    const { phone } = await world()
    await phone.call('GET', '/who')
    expect(codeOf(await phone.send('GET', '/who', undefined))).toBe('proof-missing')
    const two = `${phone.prove('GET', '/who')}, ${phone.prove('GET', '/who')}`
    expect(codeOf(await phone.send('GET', '/who', two))).toBe('proof-malformed')
    expect(codeOf(await phone.send('GET', '/who', phone.prove('GET', '/other')))).toBe(
      'proof-malformed',
    )
    expect(codeOf(await phone.send('GET', '/who', phone.prove('POST', '/who')))).toBe(
      'proof-malformed',
    )
  })

  test('answers nothing where a route forgot to take its proof', async () => {
    const { phone } = await world()
    await phone.call('GET', '/who')
    const answer = await phone.call('POST', '/forgets', {})
    expect([answer.statusCode, answer.body.includes('done')]).toEqual([500, false])
  })

  test('does not spend a proof whose unit was undone', async () => {
    const { phone, proofs, database, pass, clock } = await world()
    await phone.call('GET', '/who')
    expect((await phone.call('POST', '/undone', {})).statusCode).toBe(500)
    expect(await database.db.select().from(database.tables.dpopProofs)).toHaveLength(1)
    pass(301_000)
    expect(await proofs.purge(clock())).toBe(1)
    expect(await proofs.purge(clock())).toBe(0)
  })
})
