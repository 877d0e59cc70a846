import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { sessionStore } from './session-store.ts'

const at = new Date('2026-11-21T08:00:00.000Z')
const minute = 60_000
const hour = 60 * minute
const later = (ms: number) => new Date(at.getTime() + ms)

forEachEngine('sessions of professionals', (open) => {
  async function world() {
    const database = await open()
    const { db, tables } = database
    await db.insert(tables.professionals).values({
      professionalId: 'a1',
      nationalIdHash: Buffer.alloc(32, 1),
      sealedNationalId: Buffer.alloc(40, 2),
      sealedName: Buffer.alloc(40, 3),
      professionCode: '21',
      organisationName: 'Pharmacie des Tilleuls',
      createdAt: at,
      signedInAt: at,
    })
    const counter = {
      professionalId: 'a1',
      counterId: 'k7Qm2xVb',
      name: 'Comptoir 2',
      createdAt: at,
    }
    await db.insert(tables.counters).values(counter)
    const sessions = sessionStore(database)
    const rows = () => db.select().from(tables.professionalSessions)
    return { sessions, rows }
  }

  test('knows a session by its token, and keeps the token nowhere', async () => {
    const { sessions, rows } = await world()
    const token = await sessions.start('a1', at)
    expect(await sessions.find(token, at)).toMatchObject({
      professionalId: 'a1',
      professionCode: '21',
      organisation: 'Pharmacie des Tilleuls',
      counter: null,
      startedAt: at,
      endsAt: later(12 * hour),
    })
    expect(await sessions.find('A'.repeat(43), at)).toBeNull()
    const [row] = await rows()
    expect(row?.tokenHash.toString('base64url')).not.toBe(token)
  })

  test('carries the counter it took', async () => {
    const { sessions } = await world()
    const token = await sessions.start('a1', at)
    const session = await sessions.find(token, at)
    await sessions.takeCounter(session?.tokenHash ?? Buffer.alloc(0), 'k7Qm2xVb')
    const counter = (await sessions.find(token, at))?.counter
    expect(counter).toEqual({ counterId: 'k7Qm2xVb', name: 'Comptoir 2' })
  })

  test('ends two hours after the last call', async () => {
    const { sessions } = await world()
    const token = await sessions.start('a1', at)
    expect(await sessions.find(token, later(2 * hour - 1))).not.toBeNull()
    expect(await sessions.find(token, later(4 * hour - 2))).not.toBeNull()
    expect(await sessions.find(token, later(6 * hour - 2))).toBeNull()
  })

  test('ends after twelve hours however busy', async () => {
    const { sessions } = await world()
    const token = await sessions.start('a1', at)
    for (let ms = 0; ms < 12 * hour; ms += hour) {
      expect(await sessions.find(token, later(ms))).not.toBeNull()
    }
    expect(await sessions.find(token, later(12 * hour - 1))).not.toBeNull()
    expect(await sessions.find(token, later(12 * hour))).toBeNull()
  })

  test('writes the renewal once a minute at most', async () => {
    const { sessions, rows } = await world()
    const token = await sessions.start('a1', at)
    await sessions.find(token, later(minute - 1))
    expect((await rows())[0]?.usedAt).toEqual(at)
    await sessions.find(token, later(minute))
    expect((await rows())[0]?.usedAt).toEqual(later(minute))
  })

  test('ends when asked, and sweeps what has ended', async () => {
    const { sessions, rows } = await world()
    const [first, second] = [await sessions.start('a1', at), await sessions.start('a1', at)]
    await sessions.end(first)
    expect(await sessions.find(first, at)).toBeNull()
    expect(await sessions.find(second, at)).not.toBeNull()
    await sessions.sweep(later(hour))
    expect(await rows()).toHaveLength(1)
    await sessions.sweep(later(2 * hour))
    expect(await rows()).toHaveLength(0)
  })
})
