import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Reading } from '@etui/shared/wire/counter.ts'
import { encodeFrame } from '@etui/shared/presentation/frame.ts'
import { blockStore } from '../block/block-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { openWorld, production } from '../http/test-world.ts'
import { drawPkcs8, pointOf, privateKeyOf, signEs256 } from '../keys/p256.ts'
import { signInAs } from '../professional/test-session.ts'
import { seedRegistry } from '../registry/seed-registry.ts'
import { strangerPoint, testPhone, type PhoneChange } from './test-phone.ts'

const second = 1_000
const minute = 60 * second

forEachEngine('readings', (open) => {
  async function world(change: Parameters<typeof openWorld>[0] = {}) {
    const database = await open()
    const all = await openWorld({ database, ...change })
    const { keys, clock, settings } = all
    await seedRegistry({ database, keys, clock })
    const issuer = settings.origins.card
    const phone = (told: PhoneChange = {}) => testPhone({ database, keys, clock, issuer }, told)
    const seat = async (nationalId: string, name: string) => {
      const browser = await signInAs(all, { nationalId })
      await browser.post('/api/counter', { name })
      return async (frame: string): Promise<Reading> => {
        const answer = await browser.post('/api/readings', { frame })
        expect(answer.statusCode).toBe(200)
        return answer.json<Reading>()
      }
    }
    const rows = () => database.db.select().from(database.tables.readings)
    return { ...all, database, blocks: blockStore(database), phone, seat, rows }
  }

  test('takes a genuine card: the person, the rights of now, and a reading for the holder', async () => {
    const { phone, seat, rows, clock } = await world()
    const read = await seat('899700000029', 'Comptoir 2')
    const shown = await phone()
    const answer = await read(await shown.frame())
    expect(answer).toMatchObject({
      verdict: 'valid',
      readAt: clock().getTime(),
      isFlagged: false,
      isRepeat: false,
      unlockedBy: 1,
      person: { familyName: 'AUBERTIN', givenNames: 'CLAIRE', birthDate: 19840312 },
      rights: {
        isOpen: true,
        organisation: '015710001',
        managementCode: '10',
        hasC2s: false,
        hasWorkAccident: true,
      },
    })
    expect(answer.rights?.complementary).toEqual({ number: '775671894', to: '2027-12-31' })
    expect(await rows()).toEqual([
      expect.objectContaining({ personId: shown.personId, unlockedBy: 1, frameType: 2 }),
    ])
  })

  test('takes a reduced code, and one that a keyboard-wedge scanner garbled', async () => {
    const { phone, seat, rows } = await world()
    const read = await seat('899700000029', 'Comptoir 2')
    const shown = await phone()
    const reduced = await shown.referenceFrame()
    const garbled = [...reduced].map((digit) => `à&é"'(-è_ç`[Number(digit)]).join('')
    expect(await read(`${garbled}\r\n`)).toMatchObject({
      verdict: 'valid',
      person: { givenNames: 'CLAIRE' },
    })
    expect(await rows()).toEqual([expect.objectContaining({ frameType: 3 })])
  })

  test('the same code within 30 s at the same counter is one scan; later it is replayed', async () => {
    const { phone, seat, rows, pass, clock } = await world()
    const read = await seat('899700000029', 'Comptoir 2')
    const frame = await (await phone()).frame()
    const readAt = clock().getTime()
    await read(frame)
    pass(30 * second)
    expect(await read(frame)).toMatchObject({ verdict: 'valid', isRepeat: true })
    pass(1)
    expect(await read(frame)).toMatchObject({
      verdict: 'replayed',
      previous: { readAt, isHere: true, counterName: 'Comptoir 2' },
    })
    expect(await rows()).toHaveLength(1)
  })

  test('the same code at another counter is replayed; where is told to its own professional only', async () => {
    const { phone, seat, rows } = await world()
    const [first, sister, stranger] = [
      await seat('899700000029', 'Comptoir 2'),
      await seat('899700000029', 'Comptoir 3'),
      await seat('899700000011', 'Cabinet'),
    ]
    const frame = await (await phone()).frame()
    await first(frame)
    const atSister = await sister(frame)
    expect(atSister).toMatchObject({
      verdict: 'replayed',
      previous: { isHere: false, counterName: 'Comptoir 2' },
    })
    expect(atSister.rights).toBeUndefined()
    const elsewhere = await stranger(frame)
    expect(elsewhere.verdict).toBe('replayed')
    expect(elsewhere.previous).toEqual({ readAt: atSister.previous?.readAt, isHere: false })
    expect(await rows()).toHaveLength(1)
  })

  test('twenty counters that scan one code at once: one takes it', async () => {
    const { phone, seat, rows } = await world()
    const seats = await Promise.all(
      Array.from({ length: 20 }, (_, number) => seat('899700000029', `Comptoir ${number}`)),
    )
    const frame = await (await phone()).frame()
    const verdicts = await Promise.all(seats.map(async (read) => (await read(frame)).verdict))
    expect(verdicts.filter((verdict) => verdict === 'valid')).toHaveLength(1)
    expect(verdicts.filter((verdict) => verdict === 'replayed')).toHaveLength(19)
    expect(await rows()).toHaveLength(1)
  })

  test('two codes of one card at two counters within ten minutes are accepted and flagged', async () => {
    const { phone, seat, pass } = await world()
    const [here, there] = [await seat('899700000029', 'A'), await seat('899700000011', 'B')]
    const shown = await phone()
    expect(await here(await shown.frame())).toMatchObject({ verdict: 'valid', isFlagged: false })
    pass(10 * minute - second)
    expect(await here(await shown.frame())).toMatchObject({ verdict: 'valid', isFlagged: false })
    pass(10 * minute - second)
    expect(await there(await shown.frame())).toMatchObject({ verdict: 'valid', isFlagged: true })
    pass(10 * minute)
    expect(await there(await shown.frame())).toMatchObject({ verdict: 'valid', isFlagged: false })
  })

  test('says how old, and how far ahead', async () => {
    const { phone, seat, pass, rows } = await world()
    const read = await seat('899700000029', 'A')
    const frame = await (await phone()).frame()
    pass(46 * second)
    const stale = await read(frame)
    expect(stale).toMatchObject({ verdict: 'stale', secondsOff: 1 })
    expect(stale.person).toBeUndefined()
    const { frame: early } = await phone({ registryId: 'ange', clockAhead: 16 })
    expect(await read(await early())).toMatchObject({ verdict: 'clock', secondsOff: 16 })
    expect(await rows()).toHaveLength(0)
  })

  test('takes the bounds of the window', async () => {
    const { phone, seat, pass } = await world()
    const read = await seat('899700000029', 'A')
    const late = await (await phone()).frame()
    pass(45 * second)
    expect((await read(late)).verdict).toBe('valid')
    const early = await (await phone({ registryId: 'ange', clockAhead: 15 })).frame()
    expect((await read(early)).verdict).toBe('valid')
  })

  test('refuses a blocked card at once, and it is no reading; works again when lifted', async () => {
    const { phone, seat, rows, blocks, clock, pass } = await world()
    const read = await seat('899700000029', 'A')
    const shown = await phone()
    const order = {
      personId: shown.personId,
      phoneId: shown.phoneId,
      reason: 'lost',
      at: clock(),
    } as const
    await blocks.suspend(order)
    pass(second)
    const answer = await read(await shown.frame())
    expect(answer).toMatchObject({ verdict: 'revoked', blockedAt: order.at.getTime() })
    expect(answer.rights).toBeUndefined()
    expect(await rows()).toHaveLength(0)
    expect((await read(await shown.referenceFrame())).verdict).toBe('revoked')
    await blocks.lift({ ...order, at: clock() })
    pass(second)
    expect((await read(await shown.frame())).verdict).toBe('valid')
  })

  test('a code read before the block is replayed after it, in the order of the steps', async () => {
    const { phone, seat, blocks, clock, pass } = await world()
    const read = await seat('899700000029', 'A')
    const shown = await phone()
    const frame = await shown.frame()
    await read(frame)
    await blocks.suspend({
      personId: shown.personId,
      phoneId: shown.phoneId,
      reason: 'lost',
      at: clock(),
    })
    expect((await read(frame)).verdict).toBe('revoked')
    pass(31 * second)
    expect((await read(frame)).verdict).toBe('replayed')
  })

  test('refuses a card past its date, and tells the date', async () => {
    const { phone, seat, clock, pass } = await world()
    const read = await seat('899700000029', 'A')
    const expiresAt = Math.floor(clock().getTime() / 1000) + 10
    const frame = await (await phone({ claims: { expiresAt } })).frame()
    pass(10 * second)
    expect(await read(frame)).toMatchObject({ verdict: 'expired', expiredAt: expiresAt * 1000 })
  })

  test('tells a forged card from a foreign, a cut and a newer code', async () => {
    const { phone, seat, keys, rows } = await world()
    const read = await seat('899700000029', 'A')
    const shown = await phone()
    const frame = await shown.frame()
    const forger = privateKeyOf(drawPkcs8())
    const sign = (message: Uint8Array<ArrayBuffer>) => signEs256(forger, message)
    const forged = await phone({ registryId: 'ange', signer: { kid: keys.issuers()[0].kid, sign } })
    const unknown = await phone({ registryId: 'theo', signer: { kid: new Uint8Array(4), sign } })
    const stranger = await phone({ registryId: 'odile', claims: { holderKey: strangerPoint() } })
    const unsealed = { groupKeyId: 9_999, key: pointOf(forger) }
    const garbage = new Uint8Array(randomBytes(403))
    garbage.set([0, keys.currentGroup().gkid, 2])
    const verdicts = {
      signature: await forged.frame(),
      'issuer-unknown': await unknown.frame(),
      'key-missing': await (await phone({ registryId: 'mael', groupKey: unsealed })).frame(),
      malformed: encodeFrame({ type: 2, body: garbage }),
      version: recoded(frame, 3, '2'),
      unreadable: frame.slice(0, -1),
      foreign: 'https://example.org/menu',
    }
    for (const [verdict, shownFrame] of Object.entries(verdicts)) {
      const answer = await read(shownFrame)
      expect(answer.verdict).toBe(verdict)
      expect(answer.person).toBeUndefined()
    }
    expect((await read(await stranger.frame())).verdict).toBe('signature')
    expect((await read('')).verdict).toBe('foreign')
    expect((await read('é'.repeat(8_000))).verdict).toMatch(/foreign|unreadable/)
    expect(await rows()).toHaveLength(0)
  })

  test('refuses a seal to a known group key that does not open', async () => {
    const { phone, seat, keys } = await world()
    const read = await seat('899700000029', 'A')
    const groupKeyId = keys.currentGroup().gkid
    const key = pointOf(privateKeyOf(drawPkcs8()))
    expect(
      (await read(await (await phone({ groupKey: { groupKeyId, key } })).frame())).verdict,
    ).toBe('malformed')
  })

  test('refuses a card of another address, class, or an index that is nobody’s', async () => {
    const { phone, seat } = await world()
    const read = await seat('899700000029', 'A')
    const origin = 'http://localhost:8787'
    const cases = [
      ['issuer-unknown', 'claire', { issuer: 'http://localhost:8788' }],
      ['issuer-unknown', 'ange', { cardClass: 'test' }],
      ['malformed', 'theo', { status: { index: 2 ** 20, uri: `${origin}/s/0` } }],
      ['malformed', 'odile', { status: { index: 1, uri: `${origin}/s/00` } }],
      ['malformed', 'mael', { status: { index: 1, uri: 'https://elsewhere.example/s/0' } }],
    ] as const
    for (const [verdict, registryId, claims] of cases) {
      expect((await read(await (await phone({ registryId, claims })).frame())).verdict).toBe(
        verdict,
      )
    }
  })

  test('refuses what was made for another counter, or for a challenge nobody sent', async () => {
    const { phone, seat } = await world()
    const read = await seat('899700000029', 'A')
    const challenge = new Uint8Array(
      Buffer.from(
        'a5016841414141414141410250000102030405060708090a0b0c0d0e0f031a7fffffff0561410601',
        'hex',
      ),
    )
    expect((await read(await (await phone()).frame(challenge))).verdict).toBe('audience')
  })

  test('a reference that names nothing, two cards, or a dead one, is malformed', async () => {
    const { phone, seat, database, clock, pass } = await world()
    const read = await seat('899700000029', 'A')
    const shown = await phone()
    const other = await phone({ registryId: 'ange' })
    const { cards } = database.tables
    const [row] = await database.db.select().from(cards).where(eq(cards.personId, shown.personId))
    const change = (set: Partial<typeof cards.$inferInsert>, personId: string) =>
      database.db.update(cards).set(set).where(eq(cards.personId, personId))
    const verdict = async () => (await read(await shown.referenceFrame())).verdict
    const reference = row?.reference ?? Buffer.alloc(8)
    await change({ reference: randomBytes(8) }, shown.personId)
    expect(await verdict()).toBe('malformed')
    await change({ previousReference: reference }, shown.personId)
    expect(await verdict()).toBe('valid')
    pass(second)
    await change({ reference }, other.personId)
    expect(await verdict()).toBe('malformed')
    await change({ reference: randomBytes(8) }, other.personId)
    await change({ expiresAt: clock() }, shown.personId)
    expect(await verdict()).toBe('malformed')
  })

  test('takes no plain frame in production', async () => {
    const { seat } = await world({ settings: production })
    const read = await seat('899700000029', 'A')
    const plain = encodeFrame({ type: 1, body: new Uint8Array(300) })
    expect((await read(plain)).verdict).toBe('malformed')
  })

  test('a rotated issuer key: old cards still verify, new ones use the new key', async () => {
    const { phone, seat, keys, pass } = await world()
    const read = await seat('899700000029', 'A')
    const before = await phone()
    const oldKey = keys.issuers()[0].kid
    pass(minute)
    await keys.rotate('issuer')
    const after = await phone({ registryId: 'ange' })
    expect(keys.issuers()[0].kid).not.toEqual(oldKey)
    pass(5 * minute)
    expect((await read(await before.frame())).verdict).toBe('valid')
    expect((await read(await after.frame())).verdict).toBe('valid')
    // The old key signs no more: a card it would date after its end is not believed.
    const previous = keys.issuers()[1]
    const late = await phone({ registryId: 'theo', ...(previous && { signer: previous }) })
    expect((await read(await late.frame())).verdict).toBe('issuer-unknown')
  })

  test('says valid without rights when the registry does not answer', async () => {
    const registry = {
      personByNir: () => Promise.reject(new Error('down')),
      person: () => Promise.reject(new Error('down')),
      beneficiaries: () => Promise.reject(new Error('down')),
    }
    const { phone, seat, lines } = await world({ registry })
    const answer = await (await seat('899700000029', 'A'))(await (await phone()).frame())
    expect(answer.verdict).toBe('valid')
    expect(answer.rights).toBeUndefined()
    expect(lines.some(({ msg }) => msg === 'the registry did not answer')).toBe(true)
  })
})

/** A frame with one character changed and its check digits made anew. */
function recoded(frame: string, place: number, digit: string): string {
  const digits = frame.slice(0, place) + digit + frame.slice(place + 1, -2)
  const rest = BigInt(`${digits}00`) % 97n
  return digits + String(98n - rest).padStart(2, '0')
}
