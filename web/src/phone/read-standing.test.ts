import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { drawBytes } from '../vault/draw-bytes.ts'
import { drawDevice } from '../vault/device-keys.ts'
import { makeVault } from '../vault/make-vault.ts'
import {
  deletePhoneDatabase,
  erasePhone,
  openPhoneDatabase,
  writePhone,
  type PhoneDatabase,
} from '../vault/phone-database.ts'
import type { HeldMarker } from './held-marker.ts'
import { activatingPhone, freshnessOf, type PhoneState } from './phone-state.ts'
import { endPhone } from './refresh.ts'
import { readStanding } from './read-standing.ts'

let database: PhoneDatabase
let isHeld: boolean
const own = `standing-${crypto.randomUUID()}`
const marker: HeldMarker = { isSet: () => isHeld, set: (held) => (isHeld = held) }
const standing = async () => (await readStanding(database, marker)).standing
const active: PhoneState = { ...activatingPhone(drawBytes(32)), standing: 'active' }

beforeEach(async () => {
  isHeld = false
  database = await openPhoneDatabase(own)
})

afterEach(async () => {
  database.close()
  await deletePhoneDatabase(own)
})

async function hold(phone: PhoneState = active): Promise<void> {
  const device = await drawDevice()
  await makeVault(database, device, { code: '483920', share: drawBytes(32) })
  await writePhone(database, async (write) => {
    await write.objectStore('device').put(device, 'device')
    await write.objectStore('phone').put(phone, 'phone')
  })
}

describe('an opening', () => {
  test('finds nothing on a first one', async () => {
    expect(await standing()).toBe('absent')
  })

  test('finds an activation under way by its device key', async () => {
    const device = await drawDevice()
    await writePhone(database, (write) => write.objectStore('device').put(device, 'device'))
    expect(await standing()).toBe('activating')
    await hold(activatingPhone(drawBytes(32)))
    expect(await standing()).toBe('activating')
  })

  test('finds a card that is held, or suspended', async () => {
    await hold()
    expect(await standing()).toBe('holding')
    await hold({ ...active, standing: 'suspended' })
    expect(await standing()).toBe('suspended')
  })

  test('tells a storage the browser cleared from a first opening', async () => {
    isHeld = true
    expect(await standing()).toBe('lost')
  })

  test.each(['device', 'wraps', 'records'] as const)(
    'tells a phone that lost its %s',
    async (store) => {
      await hold()
      await writePhone(database, (write) => write.objectStore(store).clear())
      expect(await standing()).toBe('lost')
    },
  )

  test('finds the reason of a card that ended, and no key', async () => {
    await hold()
    await endPhone(database, active, 'phone-ended')
    const { phone, device } = await readStanding(database, marker)
    expect(await standing()).toBe('ended')
    expect({ device, endedBy: phone?.endedBy }).toEqual({ device: null, endedBy: 'phone-ended' })
    expect(await database.count('records')).toBe(0)
  })

  test('finds nothing after an erasure', async () => {
    await hold()
    await erasePhone(database)
    expect(await standing()).toBe('absent')
  })
})

test('cards ask for the network from day 25, and end on day 30', () => {
  const day = 86_400_000
  const at = (days: number) => freshnessOf({ cardsExpireAt: 30 * day }, days * day)
  expect([at(0), at(24.99), at(25), at(29.99), at(30)]).toEqual([
    'fresh',
    'fresh',
    'due',
    'due',
    'expired',
  ])
})
