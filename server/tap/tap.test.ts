import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import { readChallenge } from '@etui/shared/presentation/challenge.ts'
import { blockStore } from '../block/block-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf, TestPhone } from '../dpop/test-phone.ts'
import { tagStore } from './tag-store.ts'
import { tapStore } from './tap-store.ts'
import { TestChip } from './test-chip.ts'
import { openTaps, saidByChip } from './test-tap.ts'

const second = 1_000

forEachEngine('a tap', (open) => {
  const world = () => openTaps(open)

  test('is answered on the counter’s screen: seen, then the reading, which the holder has too', async () => {
    const { counter, phone, clock, database } = await world()
    const here = await counter('Comptoir 2')
    const claire = await phone()
    const tap = await here.start()
    const stream = await here.listen()
    const found = await claire.find({ counterId: here.counterId })
    expect(found.json()).toEqual({ challenge: tap.challenge })
    expect(await stream.next()).toEqual({
      id: `${tap.tapId}.seen`,
      name: 'seen',
      data: { tapId: tap.tapId },
    })
    const answered = await claire.answer(tap.challenge)
    expect(answered.json()).toEqual({ verdict: 'valid', readAt: clock().getTime() })
    expect(await stream.next()).toEqual({
      id: `${tap.tapId}.answered`,
      name: 'answered',
      data: {
        tapId: tap.tapId,
        reading: expect.objectContaining({
          verdict: 'valid',
          readAt: clock().getTime(),
          person: expect.objectContaining({ givenNames: 'CLAIRE' }),
          rights: expect.objectContaining({ isOpen: true }),
          isFlagged: false,
          isRepeat: false,
        }),
      },
    })
    const rows = await database.db.select().from(database.tables.readings)
    expect(rows).toEqual([expect.objectContaining({ counterId: here.counterId, unlockedBy: 1 })])
    await here.delete('/api/tap')
    expect(await stream.next()).toMatchObject({ name: 'ended' })
    await stream.ended
  })

  test('is the reading that a scan at this counter would have been', async () => {
    const { counter, phone, pass } = await world()
    const here = await counter('Comptoir 2')
    const claire = await phone()
    const { challenge } = await here.start()
    const stream = await here.listen()
    await claire.answer(challenge)
    const { reading } = (await stream.next()).data
    pass(second)
    const scanned = await here.post('/api/readings', { frame: await claire.frame() })
    expect(reading).toEqual({
      ...scanned.json(),
      readAt: expect.any(Number),
      rights: { ...scanned.json().rights, asOf: expect.any(Number) },
      context: {
        contextId: expect.any(String),
        token: expect.any(String),
        endsAt: expect.any(Number),
      },
    })
  })

  test('names the organisation that was vouched for, the counter, and two minutes at most', async () => {
    const { counter, clock } = await world()
    const here = await counter('Comptoir 2')
    const tap = await here.start()
    const challenge = readChallenge(fromBase64url(tap.challenge))
    expect(challenge).toMatchObject({
      counterId: here.counterId,
      name: 'PHARMACIE DU LAVOIR, Comptoir 2',
      expiresAt: tap.endsAt / 1000,
      flags: 0,
    })
    expect(challenge.nonce).toHaveLength(16)
    expect(tap.endsAt - clock().getTime()).toBeLessThanOrEqual(120 * second)
    expect((await here.start()).challenge).not.toBe(tap.challenge)
  })

  test('waits for nobody before it begins, once it is ended, and when its time is over', async () => {
    const { counter, phone, pass } = await world()
    const here = await counter('Comptoir 2')
    const claire = await phone()
    const ask = async () => codeOf(await claire.find({ counterId: here.counterId }))
    expect(await ask()).toBe('tap-none')
    await here.start()
    expect(await ask()).toBeUndefined()
    await here.delete('/api/tap')
    expect(await ask()).toBe('tap-none')
    const { challenge, endsAt } = await here.start()
    pass(120 * second)
    expect(endsAt).toBeLessThanOrEqual(Date.parse('2026-11-21T10:02:02Z'))
    expect(await ask()).toBe('tap-none')
    expect(codeOf(await claire.answer(challenge))).toBe('tap-ended')
    expect(codeOf(await claire.find({ counterId: 'AAAAAAAA' }))).toBe('tap-none')
  })

  test('a new one takes the place of the one before, whose challenge nobody answers any more', async () => {
    const { counter, phone } = await world()
    const here = await counter('Comptoir 2')
    const claire = await phone()
    const before = await here.start()
    const now = await here.start()
    expect(codeOf(await claire.answer(before.challenge))).toBe('tap-none')
    expect((await claire.answer(now.challenge)).json()).toMatchObject({ verdict: 'valid' })
  })

  test('two phones at once: one is read, and the other is told', async () => {
    const { counter, phone, database } = await world()
    const here = await counter('Comptoir 2')
    const phones = [await phone('claire'), await phone('ange')]
    const { challenge } = await here.start()
    const answers = await Promise.all(phones.map((each) => each.answer(challenge)))
    expect(answers.map((answer) => codeOf(answer) ?? answer.json().verdict).toSorted()).toEqual([
      'tap-ended',
      'valid',
    ])
    expect(await database.db.select().from(database.tables.readings)).toHaveLength(1)
  })

  test('the same answer sent again gets the same word, and is one reading', async () => {
    const { counter, phone, pass, database } = await world()
    const here = await counter('Comptoir 2')
    const { post, frame: show } = await phone()
    const { challenge } = await here.start()
    const frame = await show(fromBase64url(challenge))
    const first = await Promise.all([1, 2].map(() => post('/taps', { challenge, frame })))
    pass(40 * second)
    const again = await post('/taps', { challenge, frame })
    expect(again.json()).toMatchObject({ verdict: 'valid' })
    expect(first.map((each) => codeOf(each) ?? each.json().verdict)).toContain('valid')
    expect(await database.db.select().from(database.tables.readings)).toHaveLength(1)
  })

  test('the phone whose own answer was lost gets its word again once the counter forgot the tap', async () => {
    const { counter, phone, pass, database, clock } = await world()
    const here = await counter('Comptoir 2')
    const { post, find, frame: show } = await phone()
    const { challenge } = await here.start()
    const frame = await show(fromBase64url(challenge))
    const first = (await post('/taps', { challenge, frame })).json()
    const readAt = clock().getTime()
    await here.delete('/api/tap')
    pass(50 * second)
    expect(first).toEqual({ verdict: 'valid', readAt })
    expect((await post('/taps', { challenge, frame })).json()).toEqual(first)
    const [row] = await database.db.select().from(database.tables.taps)
    expect(row).toMatchObject({ verdict: 'valid', sealedAnswer: null })
    expect(await database.db.select().from(database.tables.readings)).toHaveLength(1)
    // Nobody waits any more: neither for this phone nor for another, and no screen is told of it.
    expect(codeOf(await find({ counterId: here.counterId }))).toBe('tap-none')
    const other = await show(fromBase64url(challenge))
    expect(codeOf(await post('/taps', { challenge, frame: other }))).toBe('tap-ended')
    expect(await (await here.listen()).next()).toMatchObject({ name: 'ended' })
  })

  test('what was read and not answered, the server having died between, is read when it is sent again', async () => {
    const { counter, phone, pass, database } = await world()
    const here = await counter('Comptoir 2')
    const { post, frame: show } = await phone()
    const { challenge } = await here.start()
    const frame = await show(fromBase64url(challenge))
    await post('/taps', { challenge, frame })
    const { taps, readings } = database.tables
    await database.db.update(taps).set({ answeredAt: null, verdict: null, sealedAnswer: null })
    pass(40 * second)
    const stream = await here.listen()
    expect((await post('/taps', { challenge, frame })).json()).toMatchObject({ verdict: 'valid' })
    expect(await stream.next()).toMatchObject({
      name: 'answered',
      data: { reading: { verdict: 'valid', isRepeat: true } },
    })
    expect(await database.db.select().from(readings)).toHaveLength(1)
  })

  test('takes no code that was made for everybody, for another counter or for another tap', async () => {
    const { counter, phone, database } = await world()
    const [here, there] = [await counter('Comptoir 2'), await counter('Ailleurs', '899700000011')]
    const { post, frame: show } = await phone()
    const elsewhere = await there.start()
    const former = await here.start()
    const { challenge } = await here.start()
    const send = async (frame: string) => post('/taps', { challenge, frame })
    expect(codeOf(await send(await show()))).toBe('frame-malformed')
    expect(codeOf(await send('2721000000'))).toBe('frame-malformed')
    expect(await database.db.select().from(database.tables.readings)).toEqual([])
    for (const other of [former, elsewhere]) {
      const { challenge: now } = await here.start()
      const frame = await show(fromBase64url(other.challenge))
      const answer = await post('/taps', { challenge: now, frame })
      expect(answer.json()).toMatchObject({ verdict: 'audience' })
    }
    expect(await database.db.select().from(database.tables.readings)).toEqual([])
  })

  test('a phone whose card is blocked, and one without a card, ask and answer nothing', async () => {
    const { counter, phone, clock, database, app, settings } = await world()
    const here = await counter('Comptoir 2')
    const claire = await phone()
    const { challenge } = await here.start()
    const { personId, phoneId } = claire
    await blockStore(database).suspend({ personId, phoneId, reason: 'lost', at: clock() })
    expect(codeOf(await claire.find({ counterId: here.counterId }))).toBe('card-suspended')
    expect(codeOf(await claire.answer(challenge))).toBe('card-suspended')
    const stranger = new TestPhone(app, settings.origins.card, clock)
    const asked = await stranger.call('POST', '/api/taps/find', { counterId: here.counterId })
    expect(codeOf(asked)).toBe('phone-unknown')
  })

  test('is kept sealed, and forgotten with its tap', async () => {
    const { counter, phone, database, pass, clock } = await world()
    const here = await counter('Comptoir 2')
    const claire = await phone()
    await claire.answer((await here.start()).challenge)
    const { taps } = database.tables
    const [row] = await database.db.select().from(taps)
    expect(row?.sealedAnswer?.toString('latin1')).not.toContain('CLAIRE')
    const store = tapStore(database)
    expect(await store.purge(clock())).toBe(0)
    pass(121 * second)
    expect(await store.purge(clock())).toBe(1)
    expect(await database.db.select().from(taps)).toEqual([])
  })

  test.each([
    {},
    { counterId: 'short' },
    { counterId: 'AAAAAAAA', tagId: 'AAAAAAAA' },
    { tagId: 'AAAAAAAA', enciphered: 'A'.repeat(22) },
    { tagId: 'AAAAAAAA', enciphered: `${'A'.repeat(21)}B`, mac: 'A'.repeat(11) },
  ])('refuses %j as what a tag says', async (body) => {
    const code = codeOf(await (await (await world()).phone()).find(body))
    expect(['request-malformed', 'tag-unknown']).toContain(code)
  })

  test.each(['AA', 'B', 'oA', `${'A'.repeat(1_025)}`])(
    'refuses %s as a challenge',
    async (text) => {
      const { post } = await (await world()).phone()
      const answer = await post('/taps', { challenge: text, frame: '27' })
      expect(codeOf(answer)).toBe('request-malformed')
    },
  )

  test('a professional starts so many in a minute and no more', async () => {
    const { counter, pass } = await world()
    const here = await counter('Comptoir 2')
    for (let count = 0; count < 30; count++) await here.start()
    expect(codeOf(await here.post('/api/tap', {}))).toBe('limit-reached')
    pass(60 * second)
    expect((await here.post('/api/tap', {})).statusCode).toBe(200)
  })
})

forEachEngine('a chip', (open) => {
  async function world() {
    const all = await openTaps(open)
    const here = await all.counter('Comptoir 2')
    const chipKeys = { metaRead: randomBytes(16), fileRead: randomBytes(16) }
    const tags = tagStore(all.database, all.keys)
    const tagId = (await tags.add(here.counterId, chipKeys, all.clock())) ?? expect.fail()
    const chip = new TestChip(chipKeys)
    const claire = await all.phone()
    const says = () => {
      const { enciphered, mac } = chip.tap()
      return saidByChip(tagId, enciphered, mac)
    }
    return { ...all, here, says, claire, chipKeys }
  }

  test('leads to its counter, each tap once', async () => {
    const { here, says, claire } = await world()
    const { challenge } = await here.start()
    const said = says()
    expect((await claire.find(said)).json()).toEqual({ challenge })
    expect(codeOf(await claire.find(said))).toBe('tag-copied')
    expect((await claire.find(says())).json()).toEqual({ challenge })
  })

  test('what it said before is a copy, even where it was never heard, and nobody waits', async () => {
    const { here, says, claire } = await world()
    const kept = says()
    expect(codeOf(await claire.find(says()))).toBe('tap-none')
    await here.start()
    expect(codeOf(await claire.find(kept))).toBe('tag-copied')
  })

  test('of twenty phones that repeat one message, one is led', async () => {
    const { here, says, claire } = await world()
    await here.start()
    const said = says()
    const led = await Promise.all(Array.from({ length: 20 }, () => claire.find(said)))
    expect(led.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
  })

  test('a message that no chip made is a copy; an id that none has is unknown', async () => {
    const { here, says, claire } = await world()
    await here.start()
    const { tagId, enciphered, mac } = says()
    const forged = toBase64url(randomBytes(8))
    expect(codeOf(await claire.find({ tagId, enciphered, mac: forged }))).toBe('tag-copied')
    expect(codeOf(await claire.find({ tagId: 'AAAAAAAA', enciphered, mac }))).toBe('tag-unknown')
    expect((await claire.find({ tagId, enciphered, mac })).statusCode).toBe(200)
  })

  test('its keys are sealed, and a counter that nobody has gets none', async () => {
    const { database, chipKeys, keys, clock } = await world()
    const [row] = await database.db.select().from(database.tables.tags)
    const sealed = row?.sealedKeys.toString('latin1') ?? expect.fail()
    expect(sealed).not.toContain(Buffer.from(chipKeys.metaRead).toString('base64'))
    expect(await tagStore(database, keys).add('AAAAAAAA', chipKeys, clock())).toBeNull()
  })
})
