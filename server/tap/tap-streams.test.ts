import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { openTaps } from './test-tap.ts'

const second = 1_000

forEachEngine('a counter’s stream', (open) => {
  async function world() {
    const all = await openTaps(open)
    return { ...all, here: await all.counter('Comptoir 2'), claire: await all.phone() }
  }

  test('is one of server-sent events that nobody stores, with the headers of every answer', async () => {
    const { here } = await world()
    await here.start()
    const { status, headers, raw, leave } = await here.listen()
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(headers['cache-control']).toBe('no-store, no-transform')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    await expect.poll(raw).toBe('retry: 1000\n\n')
    leave()
  })

  test('that was cut finds the answer when it comes back, and is told nothing twice', async () => {
    const { here, claire } = await world()
    const { challenge, tapId } = await here.start()
    const first = await here.listen()
    await claire.find({ counterId: here.counterId })
    expect(await first.next()).toMatchObject({ name: 'seen' })
    first.leave()
    await claire.answer(challenge)
    const again = await here.listen(`${tapId}.seen`)
    expect(await again.next()).toMatchObject({ id: `${tapId}.answered`, name: 'answered' })
    again.leave()
    const last = await here.listen(`${tapId}.answered`)
    await here.delete('/api/tap')
    expect(await last.next()).toMatchObject({ name: 'ended' })
  })

  test('ends with the tap’s time; an answer waits a minute more', async () => {
    const { here, claire, pass } = await world()
    const { challenge, tapId } = await here.start()
    pass(120 * second)
    const late = await here.listen()
    expect(await late.next()).toEqual({ id: `${tapId}.ended`, name: 'ended', data: { tapId } })
    await late.ended
    const tap = await here.start()
    await claire.answer(tap.challenge)
    expect(tap.challenge).not.toBe(challenge)
    pass(150 * second)
    const kept = await here.listen()
    expect(await kept.next()).toMatchObject({ name: 'answered' })
    kept.leave()
    pass(60 * second)
    expect(await (await here.listen()).next()).toMatchObject({ name: 'ended' })
  })

  test('ends at once where nobody is waited for', async () => {
    const { here } = await world()
    const stream = await here.listen()
    expect(await stream.next()).toEqual({ id: '.ended', name: 'ended', data: { tapId: null } })
    await stream.ended
  })

  test('ends with the session, before another word', async () => {
    const { here, claire } = await world()
    const { challenge } = await here.start()
    const stream = await here.listen()
    await here.delete('/api/session')
    await claire.answer(challenge)
    expect(await stream.next()).toEqual({ id: '.ended', name: 'ended', data: { tapId: null } })
    await stream.ended
    expect(stream.raw()).not.toContain('answered')
    expect((await here.listen()).status).toBe(401)
  })

  test('ends when its session takes another counter', async () => {
    const { here, claire } = await world()
    const { challenge } = await here.start()
    const stream = await here.listen()
    await here.post('/api/counter', { name: 'Comptoir 3' })
    await claire.answer(challenge)
    expect(await stream.next()).toMatchObject({ name: 'ended' })
    expect(stream.raw()).not.toContain('answered')
  })

  test('tells a counter of its own tap only', async () => {
    const { counter, here, claire } = await world()
    const there = await counter('Ailleurs', '899700000011')
    await there.start()
    const other = await there.listen()
    await claire.answer((await here.start()).challenge)
    await there.delete('/api/tap')
    expect(await other.next()).toMatchObject({ name: 'ended' })
    expect(other.raw()).not.toContain('answered')
  })

  test('a fifth of one counter takes the place of the first', async () => {
    const { here, claire } = await world()
    const { challenge } = await here.start()
    const streams = []
    for (let count = 0; count < 5; count++) streams.push(await here.listen())
    const [first, ...others] = streams
    expect(await first?.next()).toMatchObject({ name: 'ended', data: { tapId: null } })
    await claire.answer(challenge)
    for (const stream of others) expect(await stream.next()).toMatchObject({ name: 'answered' })
    for (const stream of others) stream.leave()
  })

  test('lets the server stop', async () => {
    const { here, app } = await world()
    await here.start()
    const stream = await here.listen()
    await app.close()
    await stream.ended
    expect(stream.raw()).not.toContain('event:')
  })
})
