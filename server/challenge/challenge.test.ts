import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { type Challenge, encodeChallenge } from '@etui/shared/presentation/challenge.ts'
import type { Counter, Reading } from '@etui/shared/wire/counter.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { openWorld } from '../http/test-world.ts'
import { signInAs } from '../professional/test-session.ts'
import { testPhone } from '../reading/test-phone.ts'
import { seedRegistry } from '../registry/seed-registry.ts'
import { takenChallengeStore } from './taken-challenge-store.ts'

const second = 1_000
const minute = 60 * second

forEachEngine('an answer to a counter’s challenge', (open) => {
  async function world() {
    const database = await open()
    const all = await openWorld({ database })
    const { keys, clock, settings } = all
    await seedRegistry({ database, keys, clock })
    const issuer = settings.origins.card
    const phone = (registryId?: string, clockAhead = 0) =>
      testPhone(
        { database, keys, clock, issuer },
        { ...(registryId && { registryId }), clockAhead },
      )
    const seat = async (nationalId = '899700000029') => {
      const browser = await signInAs(all, { nationalId })
      const { counterId } = (
        await browser.post('/api/counter', { name: 'Comptoir 2' })
      ).json<Counter>()
      const challenge = (change: Partial<Challenge> = {}) =>
        encodeChallenge({
          counterId,
          nonce: new Uint8Array(randomBytes(16)),
          expiresAt: Math.floor(clock().getTime() / 1000) + 120,
          name: 'Comptoir 2',
          flags: 0,
          ...change,
        })
      const read = async (frame: string, given?: Uint8Array | string): Promise<Reading> => {
        const text = given instanceof Uint8Array ? toBase64url(given) : given
        const body = { frame, ...(text !== undefined && { challenge: text }) }
        const answer = await browser.post('/api/readings', body)
        expect(answer.statusCode).toBe(200)
        return answer.json<Reading>()
      }
      return { counterId, challenge, read }
    }
    const rows = () => database.db.select().from(database.tables.readings)
    return { ...all, database, phone, seat, rows }
  }

  test('is valid for as long as the challenge lives, whatever the phone’s clock says', async () => {
    const { phone, seat, pass } = await world()
    const { challenge, read } = await seat()
    const asked = challenge()
    const late = await (await phone('claire', 3600)).frame(asked)
    pass(119 * second)
    expect(await read(late, asked)).toMatchObject({ verdict: 'valid', isRepeat: false })
  })

  test('is one scan within 30 s, through the end of the challenge, and replayed later', async () => {
    const { phone, seat, pass, rows } = await world()
    const { challenge, read } = await seat()
    const asked = challenge()
    const frame = await (await phone()).frame(asked)
    pass(110 * second)
    expect((await read(frame, asked)).verdict).toBe('valid')
    pass(30 * second)
    expect(await read(frame, asked)).toMatchObject({ verdict: 'valid', isRepeat: true })
    pass(second)
    expect((await read(frame, asked)).verdict).toBe('replayed')
    expect(await rows()).toHaveLength(1)
  })

  test('is refused from the second on in which the challenge ends', async () => {
    const { phone, seat, pass, rows } = await world()
    const { challenge, read } = await seat()
    const asked = challenge()
    const frame = await (await phone()).frame(asked)
    pass(120 * second)
    expect(await read(frame, asked)).toMatchObject({ verdict: 'audience', audience: 'challenge' })
    expect(await rows()).toHaveLength(0)
  })

  test('is refused at another counter, which may hand over whatever it likes', async () => {
    const { phone, seat, rows } = await world()
    const [asking, other] = [await seat(), await seat('899700000011')]
    const asked = asking.challenge()
    const frame = await (await phone()).frame(asked)
    expect(await other.read(frame, asked)).toMatchObject({
      verdict: 'audience',
      audience: 'other-counter',
    })
    const forged = asking.challenge({ counterId: other.counterId })
    expect(await other.read(frame, forged)).toMatchObject({ audience: 'other-counter' })
    expect(await rows()).toHaveLength(0)
    expect((await asking.read(frame, asked)).verdict).toBe('valid')
  })

  test('is refused to a second phone, and to a second code of the first', async () => {
    const { phone, seat, pass, rows } = await world()
    const { challenge, read } = await seat()
    const asked = challenge()
    const [claire, ange] = [await phone(), await phone('ange')]
    expect((await read(await claire.frame(asked), asked)).verdict).toBe('valid')
    expect(await read(await ange.frame(asked), asked)).toMatchObject({ audience: 'challenge' })
    pass(second)
    expect(await read(await claire.frame(asked), asked)).toMatchObject({ audience: 'challenge' })
    expect(await rows()).toHaveLength(1)
  })

  test('has one taker when two phones answer at the same instant', async () => {
    const { phone, seat, rows, pass, database } = await world()
    const { challenge, read } = await seat()
    const [claire, ange] = [await phone(), await phone('ange')]
    // The pool has its connections open before the race.
    await Promise.all(Array.from({ length: 8 }, () => database.ping()))
    for (let round = 1; round <= 15; round++) {
      const asked = challenge()
      const frames = [await claire.frame(asked), await ange.frame(asked)]
      const readings = await Promise.all(frames.map((frame) => read(frame, asked)))
      expect(readings.map(({ verdict }) => verdict).toSorted()).toEqual(['audience', 'valid'])
      expect(await rows()).toHaveLength(round)
      pass(second)
    }
  })

  test('is refused without its challenge, with another, and with one that cannot be of now', async () => {
    const { phone, seat, clock, rows } = await world()
    const { challenge, read } = await seat()
    const asked = challenge()
    const now = Math.floor(clock().getTime() / 1000)
    const long = challenge({ expiresAt: now + 181 })
    const { frame } = await phone()
    const answer = await frame(asked)
    const refused: [string, (Uint8Array | string)?][] = [
      [answer],
      [answer, challenge()],
      [answer, ''],
      [answer, 'A'],
      [answer, toBase64url(asked).slice(0, -4)],
      [await frame(long), long],
    ]
    for (const [shown, given] of refused) {
      expect(await read(shown, given)).toMatchObject({ verdict: 'audience', audience: 'challenge' })
    }
    expect(await rows()).toHaveLength(0)
    const ahead = challenge({ expiresAt: now + 180 })
    expect((await read(await frame(ahead), ahead)).verdict).toBe('valid')
  })

  test('changes nothing for a code that answers none', async () => {
    const { phone, seat } = await world()
    const { challenge, read } = await seat()
    const asked = challenge()
    const { frame } = await phone()
    expect((await read(await frame(), asked)).verdict).toBe('valid')
    expect((await read(await frame(asked), asked)).verdict).toBe('valid')
  })

  test('is forgotten ten minutes after the end of its challenge', async () => {
    const { phone, seat, database, clock, pass } = await world()
    const { challenge, read } = await seat()
    const asked = challenge()
    await read(await (await phone()).frame(asked), asked)
    const taken = takenChallengeStore(database)
    const before = () => new Date(clock().getTime() - 10 * minute)
    pass(12 * minute - second)
    expect(await taken.purge(before())).toBe(0)
    pass(second)
    expect(await taken.purge(before())).toBe(1)
  })
})
