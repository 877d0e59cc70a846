import { randomBytes } from 'node:crypto'
import fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import { Followers } from '../answers/answers.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { createLog } from '../log/log.ts'
import { readEvents } from '../tap/test-tap.ts'
import { settleMs } from './letter-items.ts'
import { newsRoutes } from './news-routes.ts'
import { newsStore } from './news-store.ts'
import type { NewsStreamsNeeds } from './news-streams.ts'
import { phoneStore } from './phone-store.ts'
import { openHolders, origin } from './test-holder.ts'

forEachEngine('news for a phone', (open) => {
  async function world() {
    const answers = new Followers()
    const all = await openHolders(open, () => ({ answers }))
    const { database, clock, app } = all
    const { readings, people } = database.tables
    const claire = all.holder()
    await claire.activated('claire')
    const [person] = await database.db.select().from(people)
    const personId = person?.personId ?? expect.fail()
    // What is dated at the activation itself counts as told.
    all.pass(settleMs)
    const refreshed = await claire.refresh()
    expect(refreshed.answer.statusCode).toBe(200)
    all.pass(2 * settleMs)

    const read = async (whose = personId) => {
      await database.db.insert(readings).values({
        personId: whose,
        proofHash: randomBytes(32),
        phoneId: 'phone',
        beneficiaryId: '0',
        counterId: 'c1',
        professionalId: 'pro',
        provedAt: clock(),
        readAt: clock(),
        recordedAt: clock(),
        unlockedBy: 1,
        frameType: 2,
      })
      answers.tell(whose)
    }
    const listen = async (phone = claire.phone) => {
      const answer = await app.inject({
        method: 'GET',
        url: '/api/news',
        payloadAsStream: true,
        headers: {
          host: new URL(origin).host,
          origin,
          dpop: phone.prove('GET', '/api/news'),
        },
      })
      return { answer, ...streamOf(answer.stream()) }
    }
    /** The same streams with limits of their own, for that phone. */
    async function limited(limits: Partial<NewsStreamsNeeds>) {
      const small = fastify()
      small.setErrorHandler((error, _request, reply) => {
        if (!(error instanceof Refusal)) throw error
        return reply.code(429).send(error.code)
      })
      small.decorateRequest('device')
      small.addHook('onRequest', async (request) => {
        const thumbprint = request.headers['x-thumbprint'] ?? claire.phone.thumbprint
        // No more of a device is asked for.
        request.device = { thumbprint } as typeof request.device
      })
      const needs = { phones: phoneStore(database), news: newsStore(database), answers }
      await small.register(newsRoutes, { ...needs, log: createLog('silent'), ...limits })
      onTestFinished(() => small.close())
      return async (thumbprint = claire.phone.thumbprint) => {
        const headers = { 'x-thumbprint': thumbprint }
        const answer = await small.inject({ url: '/news', payloadAsStream: true, headers })
        return { answer, ...streamOf(answer.stream()) }
      }
    }
    return { ...all, answers, claire, personId, read, listen, limited }
  }

  test('come the moment a card is read, with no word of what happened', async () => {
    const { read, listen } = await world()
    const stream = await listen()
    expect(stream.answer.statusCode).toBe(200)
    expect(stream.answer.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    await read()
    expect(await stream.next()).toEqual({ id: '1', name: 'news', data: {} })
    await read()
    expect(await stream.next()).toEqual({ id: '2', name: 'news', data: {} })
    stream.leave()
  })

  test('that came while nobody listened are told when somebody does', async () => {
    const { read, listen } = await world()
    await read()
    const stream = await listen()
    expect(await stream.next()).toMatchObject({ name: 'news' })
    stream.leave()
  })

  test('are one’s own', async () => {
    const { read, listen } = await world()
    const stream = await listen()
    await read('somebody else')
    await read()
    expect(await stream.next()).toMatchObject({ id: '1' })
    expect(stream.raw().match(/event: news/g)).toHaveLength(1)
    stream.leave()
  })

  test('end with the phone: another one takes its place', async () => {
    const { listen, holder } = await world()
    const stream = await listen()
    await holder().activated('claire')
    expect(await stream.next()).toMatchObject({ name: 'ended' })
    await stream.ended
    expect((await listen()).answer.statusCode).toBeGreaterThanOrEqual(400)
  })

  test('end with the card: it is blocked', async () => {
    const { listen, blocks, answers, personId, clock } = await world()
    const stream = await listen()
    const { phoneId } = (await blocks.findHolder(personId)) ?? expect.fail()
    await blocks.suspend({ personId, phoneId, reason: 'holder', at: clock() })
    answers.tell(personId)
    expect(await stream.next()).toMatchObject({ name: 'ended' })
    await stream.ended
  })

  test('are for a phone in use, and its proof', async () => {
    const { listen, holder, claire, app } = await world()
    const stranger = holder()
    await stranger.read()
    expect((await listen(stranger.phone)).answer.statusCode).toBe(404)
    const proof = claire.phone.prove('GET', '/api/enrolment')
    const headers = { host: new URL(origin).host, dpop: proof }
    expect((await app.inject({ url: '/api/news', headers })).statusCode).toBe(401)
  })

  test('go to the last that asked of one phone', async () => {
    const { listen, read } = await world()
    const first = await listen()
    const second = await listen()
    expect(await first.next()).toMatchObject({ name: 'replaced' })
    await first.ended
    await read()
    expect(await second.next()).toMatchObject({ name: 'news' })
    second.leave()
  })

  test('are looked for now and then, where a word was lost', async () => {
    const { limited, read } = await world()
    const listenTo = await limited({ beatMs: 20, answers: new Followers() })
    const stream = await listenTo()
    await read()
    expect(await stream.next()).toMatchObject({ name: 'news' })
    await expect.poll(stream.raw).toContain(':\n\n')
    stream.leave()
  })

  test('wait in no greater number, and no longer, than is set', async () => {
    const { limited, holder } = await world()
    const other = holder()
    await other.activated('ange')
    const listenTo = await limited({ most: 1, lifeMs: 200 })
    const stream = await listenTo()
    expect((await listenTo(other.phone.thumbprint)).answer.statusCode).toBe(429)
    await stream.ended
    expect(stream.raw()).not.toContain('event:')
    const next = await listenTo(other.phone.thumbprint)
    expect(next.answer.statusCode).toBe(200)
    next.leave()
  })

  test('let the server stop', async () => {
    const { listen, app } = await world()
    const stream = await listen()
    await app.close()
    await stream.ended
  })
})

function streamOf(body: Parameters<typeof readEvents>[0]) {
  const ended = new Promise<void>((resolve) => body.once('close', resolve))
  return { ended, leave: () => void body.destroy(), ...readEvents(body) }
}
