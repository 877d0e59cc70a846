import { expect, test } from 'vitest'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { openWorld } from '../http/test-world.ts'
import { signInAs } from '../professional/test-session.ts'

forEachEngine('counters', (open) => {
  async function world() {
    return openWorld({ database: await open() })
  }

  test('names a workstation, and the session works at it', async () => {
    const browser = await signInAs(await world())
    const opened = await browser.post('/api/counter', { name: '  Comptoir 2 ' })
    expect(opened.json()).toEqual({
      counterId: expect.stringMatching(/^[\w-]{8}$/),
      name: 'Comptoir 2',
    })
    expect((await browser.get('/api/session')).json().session.counter).toEqual(opened.json())
  })

  test('takes its own counter up again, under today’s name; another professional gets a new one', async () => {
    const all = await world()
    const first = await signInAs(all)
    const { counterId } = (await first.post('/api/counter', { name: 'Comptoir 2' })).json()
    const again = await signInAs(all)
    const taken = (await again.post('/api/counter', { name: 'Comptoir 3', counterId })).json()
    expect(taken).toEqual({ counterId, name: 'Comptoir 3' })
    const stranger = await signInAs(all, { nationalId: '899700000011' })
    const own = (await stranger.post('/api/counter', { name: 'Cabinet', counterId })).json()
    expect(own.counterId).not.toBe(counterId)
    expect((await again.get('/api/session')).json().session.counter.name).toBe('Comptoir 3')
  })

  test.each([{ name: '' }, { name: '   ' }, { name: 'x'.repeat(61) }, {}, { name: 'A', more: 1 }])(
    'refuses %j as a name',
    async (payload) => {
      const answer = await (await signInAs(await world())).post('/api/counter', payload)
      expect(answer.statusCode).toBe(400)
    },
  )

  test('gives its kit to a counter only: root, class, and the keys of every live epoch', async () => {
    const all = await world()
    const browser = await signInAs(all)
    const nameless = await browser.get('/api/counter/kit')
    expect(nameless.statusCode).toBe(404)
    expect(nameless.json().type).toMatch(/counter-unknown$/)

    await browser.post('/api/counter', { name: 'Comptoir 2' })
    const answer = await browser.get('/api/counter/kit')
    expect(answer.headers['cache-control']).toBe('no-store')
    const kit = answer.json()
    expect(kit).toMatchObject({
      serverTime: all.clock().getTime(),
      class: 'demonstration',
      issuer: 'http://localhost:8787',
      rootKey: toBase64url(all.keys.rootPoint()),
    })
    const [current, next] = all.keys.groups()
    expect(kit.groupKeys).toHaveLength(2)
    expect(kit.groupKeys[0]).toEqual({
      gkid: current?.gkid,
      secret: toBase64url(current?.scalar ?? new Uint8Array()),
      point: toBase64url(current?.point ?? new Uint8Array()),
      from: Math.floor((current?.from.getTime() ?? 0) / 1000),
      to: Math.floor((current?.to.getTime() ?? 0) / 1000),
    })
    expect(kit.groupKeys[1].gkid).toBe(next?.gkid)
    expect(kit.groupKeys[1].from * 1000).toBeGreaterThan(kit.serverTime)
  })

  test('a rotated group key is in the next kit, beside the one before', async () => {
    const all = await world()
    const browser = await signInAs(all)
    await browser.post('/api/counter', { name: 'Comptoir 2' })
    const numbers = async () => {
      const { groupKeys } = (await browser.get('/api/counter/kit')).json()
      return groupKeys.map((key: { gkid: number }) => key.gkid)
    }
    const [before] = await numbers()
    all.pass(60_000)
    await all.keys.rotate('group')
    const after = await numbers()
    expect(after).toContain(before)
    expect(after).toContain(all.keys.currentGroup().gkid)
    expect(all.keys.currentGroup().gkid).not.toBe(before)
    expect(after.length).toBeGreaterThanOrEqual(3)
  })

  test('no two counters share an id', async () => {
    const browser = await signInAs(await world())
    const opened = await Promise.all(
      Array.from({ length: 30 }, async (_, number) =>
        (await browser.post('/api/counter', { name: `Comptoir ${number}` })).json(),
      ),
    )
    expect(new Set(opened.map(({ counterId }) => counterId)).size).toBe(30)
  })
})
