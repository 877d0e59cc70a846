import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { testKeys } from '../enrolment/test-keys.ts'
import { codeStore } from './code-store.ts'
import { shareOf } from './code-tries.ts'

const right = Buffer.alloc(32, 1).toString('base64url')
const wrong = Buffer.alloc(32, 2).toString('base64url')
const minute = 60_000

forEachEngine('secret code', (open) => {
  async function world() {
    let now = Date.parse('2026-11-21T10:00:00Z')
    const clock = () => new Date(now)
    const database = await open()
    const codes = codeStore(database, await testKeys(clock))
    const order = (proof: string) => ({ personId: 'person', phoneId: 'phone', proof, at: clock() })
    const attempt = (proof: string) => database.unit(() => codes.try(order(proof)))
    const set = (proof: string) => database.unit(() => codes.set(order(proof)))
    return { database, codes, attempt, set, pass: (ms: number) => (now += ms), now: () => now }
  }

  test('releases the share that was given when it was set', async () => {
    const { attempt, set } = await world()
    const share = await set(right)
    expect(Buffer.from(share, 'base64url')).toHaveLength(32)
    expect(await attempt(right)).toEqual({ kind: 'right', share })
  })

  test('leaves three tries, then pauses of 1 minute, 5 minutes and 1 hour, then locks', async () => {
    const { attempt, set, pass, now } = await world()
    await set(right)
    expect(await attempt(wrong)).toEqual({ kind: 'wrong', triesLeft: 2, pausedUntil: undefined })
    expect(await attempt(wrong)).toEqual({ kind: 'wrong', triesLeft: 1, pausedUntil: undefined })
    for (const pause of [minute, 5 * minute, 60 * minute]) {
      const pausedUntil = new Date(now() + pause)
      expect(await attempt(wrong)).toEqual({ kind: 'wrong', triesLeft: 0, pausedUntil })
      pass(pause - 1)
      expect(await attempt(right)).toEqual({ kind: 'paused', pausedUntil })
      pass(1)
    }
    expect(await attempt(wrong)).toEqual({ kind: 'locked' })
    pass(1000 * 60 * minute)
    expect(await attempt(right)).toEqual({ kind: 'locked' })
  })

  test('forgets wrong tries after a right one', async () => {
    const { attempt, set, pass } = await world()
    const share = await set(right)
    for (let count = 0; count < 3; count++) await attempt(wrong)
    pass(minute)
    expect(await attempt(right)).toEqual({ kind: 'right', share })
    expect(await attempt(wrong)).toMatchObject({ kind: 'wrong', triesLeft: 2 })
  })

  test('never compares more than three of 50 codes typed at once', async () => {
    const { attempt, set } = await world()
    await set(right)
    const guesses = Array.from({ length: 50 }, () => attempt(randomBytes(32).toString('base64url')))
    const kinds = (await Promise.all(guesses)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'wrong')).toHaveLength(3)
    expect(kinds.filter((kind) => kind === 'paused')).toHaveLength(47)
  })

  test('set again is unlocked: the same code keeps its share, another has its own', async () => {
    const { attempt, set, pass } = await world()
    const share = await set(right)
    for (let count = 0; count < 6; count++) {
      await attempt(wrong)
      pass(60 * minute)
    }
    expect(await attempt(right)).toEqual({ kind: 'locked' })
    expect(await set(right)).toBe(share)
    expect(await attempt(right)).toEqual({ kind: 'right', share })
    const other = await set(wrong)
    expect(other).not.toBe(share)
    expect(await attempt(wrong)).toEqual({ kind: 'right', share: other })
    expect(await attempt(right)).toMatchObject({ kind: 'wrong' })
  })

  test('is of one phone: another that proves the same has another verifier', async () => {
    const { database, codes, set } = await world()
    await set(right)
    const at = new Date()
    await database.unit(() => codes.set({ personId: 'person', phoneId: 'other', proof: right, at }))
    const rows = await database.db.select().from(database.tables.codeVerifiers)
    expect(new Set(rows.map((row) => row.verifier.toString('hex'))).size).toBe(2)
    const none = codes.try({ personId: 'person', phoneId: 'third', proof: right, at })
    await expect(none).rejects.toMatchObject({ code: 'phone-unknown' })
  })
})

test('outcomes are told as refusals', () => {
  const pausedUntil = new Date(5)
  expect(shareOf({ kind: 'right', share: 's' })).toBe('s')
  const refusals = [
    [{ kind: 'wrong', triesLeft: 2, pausedUntil: undefined }, 'code-wrong', { triesLeft: 2 }],
    [{ kind: 'wrong', triesLeft: 0, pausedUntil }, 'code-wrong', { triesLeft: 0, pausedUntil: 5 }],
    [{ kind: 'paused', pausedUntil }, 'code-paused', { pausedUntil: 5 }],
    [{ kind: 'locked' }, 'code-locked', {}],
  ] as const
  for (const [outcome, code, facts] of refusals) {
    expect(() => shareOf(outcome)).toThrow(expect.objectContaining({ code, facts }))
  }
})
