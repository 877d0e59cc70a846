import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import { createCaller, type Caller } from '../http/call.ts'
import { createSecretGuard } from '../http/secret-guard.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import { drawDevice } from '../vault/device-keys.ts'
import { createPhoneLock } from '../vault/phone-lock.ts'
import {
  deletePhoneDatabase,
  openPhoneDatabase,
  writePhone,
  type PhoneDatabase,
} from '../vault/phone-database.ts'
import { activatingPhone } from './phone-state.ts'
import { refreshPhone, type RefreshNeeds } from './refresh.ts'
import { resumePhone } from './resume.ts'
import { pretendServer, type PretendServer } from './pretend-server.ts'

let database: PhoneDatabase
let server: PretendServer
let name: string
let serverNow: number
const phoneNow = 1_800_000_000_000

beforeEach(async () => {
  name = `phone-${crypto.randomUUID()}`
  database = await openPhoneDatabase(name)
  const token = drawBytes(32)
  serverNow = phoneNow + 90_000
  server = await pretendServer(token, () => serverNow)
  await plant(database, token)
})

afterEach(async () => {
  database.close()
  await deletePhoneDatabase(name)
})

async function plant(target: PhoneDatabase, token: ReturnType<typeof drawBytes>): Promise<void> {
  const device = await drawDevice()
  await writePhone(target, async (write) => {
    await write.objectStore('device').put(device, 'device')
    await write.objectStore('phone').put({ ...activatingPhone(token), standing: 'active' }, 'phone')
  })
}

function needs(
  target = database,
  fetching: typeof fetch = server.fetch,
  now = () => Date.now(),
): RefreshNeeds {
  const call: Caller = createCaller({
    fetch: fetching,
    origin: 'https://carte.example',
    now,
    prove: null,
    guard: createSecretGuard(),
  })
  return {
    database: target,
    lock: createPhoneLock(navigator.locks, name),
    call,
    clock: { now: () => phoneNow },
  }
}

const byCode = { kind: 'code', proof: toBase64url(drawBytes(32)) } as const

describe('a refresh', () => {
  test('moves to the token it drew, and keeps the letter sealed', async () => {
    const before = await database.get('phone', 'phone')
    const after = await refreshPhone(needs())
    expect(after.token).not.toEqual(before?.token)
    expect(after.nextToken).toBeNull()
    expect(after.clockOffsetMs).toBeGreaterThanOrEqual(90_000)
    expect(after.clockOffsetMs).toBeLessThan(91_000)
    expect((await database.get('letters', 'last'))?.sealed).toEqual(fromBase64url(server.letter))
    await refreshPhone(needs())
    expect(server.accepted).toBe(2)
  })

  test('keeps the clock it knew when the phone slept meanwhile', async () => {
    const { clockOffsetMs } = await refreshPhone(needs())
    let date = 0
    const sleeping: typeof fetch = async (input, init) => {
      date += 60_000
      return server.fetch(input, init)
    }
    serverNow += 30_000
    const after = await refreshPhone(needs(database, sleeping, () => date))
    expect(after.clockOffsetMs).toBe(clockOffsetMs)
    expect(after.nextToken).toBeNull()
  })

  test('has its next token on the disk before anything is sent', async () => {
    const sentWith: unknown[] = []
    const watching: typeof fetch = async (input, init) => {
      sentWith.push((await database.get('phone', 'phone'))?.nextToken)
      return server.fetch(input, init)
    }
    await refreshPhone(needs(database, watching))
    expect(sentWith[0]).toBeInstanceOf(Uint8Array)
  })

  test.each(['before the server heard', 'after the server answered'] as const)(
    'goes on when the phone dies %s',
    async (when) => {
      const dying: typeof fetch = async (input, init) => {
        if (when === 'after the server answered') await server.fetch(input, init)
        throw new TypeError('Failed to fetch')
      }
      for (let time = 0; time < 3; time++) {
        await expect(refreshPhone(needs(database, dying))).rejects.toMatchObject({
          code: 'network-down',
        })
        const phone = await refreshPhone(needs())
        expect(phone.refreshing).toBe('rotating')
      }
    },
  )

  test('two tabs at once are one phone', async () => {
    await Promise.all([refreshPhone(needs()), refreshPhone(needs()), refreshPhone(needs())])
    expect(server.accepted).toBe(3)
    expect(server.state).toBe('rotating')
  })

  test('a stale copy is told to prove itself, and does not send again before it does', async () => {
    const copyName = `${name}-copy`
    const copy = await openPhoneDatabase(copyName)
    const phone = await database.get('phone', 'phone')
    await plant(copy, phone?.token ?? drawBytes(32))
    await refreshPhone(needs())
    await refreshPhone(needs())
    await expect(refreshPhone(needs(copy))).rejects.toMatchObject({ code: 'refresh-suspended' })
    const requests = server.requests
    await expect(refreshPhone(needs(copy))).rejects.toMatchObject({ code: 'refresh-suspended' })
    expect(server.requests).toBe(requests)

    const resumed = await resumePhone(needs(), byCode)
    expect(resumed.refreshing).toBe('rotating')
    await expect(resumePhone(needs(copy), byCode)).rejects.toMatchObject({ code: 'card-blocked' })
    expect(await copy.get('device', 'device')).toBeUndefined()
    expect(await copy.get('phone', 'phone')).toMatchObject({
      standing: 'ended',
      endedBy: 'two-branches',
    })
    copy.close()
    await deletePhoneDatabase(copyName)
  })

  test('notes a suspended card, until when that can be undone, and its end of suspension', async () => {
    const until = Date.parse('2026-11-23T17:12:00Z')
    server.refuseWith('card-suspended', { until })
    await expect(refreshPhone(needs())).rejects.toMatchObject({ code: 'card-suspended' })
    expect(await database.get('phone', 'phone')).toMatchObject({
      standing: 'suspended',
      suspendedUntil: until,
    })
    server.refuseWith(null)
    expect((await refreshPhone(needs())).standing).toBe('active')
  })

  test('erases the phone when its card has ended, and keeps the reason', async () => {
    server.refuseWith('phone-ended')
    await expect(refreshPhone(needs())).rejects.toMatchObject({ code: 'phone-ended' })
    expect(await database.get('device', 'device')).toBeUndefined()
    expect(await database.get('phone', 'phone')).toMatchObject({
      standing: 'ended',
      endedBy: 'phone-ended',
      token: new Uint8Array(),
    })
  })
})
