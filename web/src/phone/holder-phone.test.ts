import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PasskeyNeeds } from '../device/passkey.ts'
import type { Caller } from '../http/call.ts'
import { createSecretGuard } from '../http/secret-guard.ts'
import { drawDevice } from '../vault/device-keys.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import { makeVault } from '../vault/make-vault.ts'
import { openByCode, type OpenVault } from '../vault/open-vault.ts'
import {
  deletePhoneDatabase,
  openPhoneDatabase,
  writePhone,
  type PhoneDatabase,
} from '../vault/phone-database.ts'
import { createPhoneLock } from '../vault/phone-lock.ts'
import { sealNext, toJsonBytes } from '../vault/record.ts'
import { createHolderPhone, type HolderPhone } from './holder-phone.ts'
import { activatingPhone } from './phone-state.ts'

const day = 86_400_000
let database: PhoneDatabase
let name: string
let vault: OpenVault

beforeEach(async () => {
  name = `holder-${crypto.randomUUID()}`
  database = await openPhoneDatabase(name)
  const device = await drawDevice()
  const by = { code: '483920', share: drawBytes(32) }
  await makeVault(database, device, by)
  vault = await openByCode(database, device, by)
  await writePhone(database, async (write) => {
    await write.objectStore('device').put(device, 'device')
    const phone = { ...activatingPhone(drawBytes(32)), standing: 'active' as const }
    await write.objectStore('phone').put(phone, 'phone')
    // It waits, and nobody can open it: what is held must do.
    await write.objectStore('letters').put({ sealed: drawBytes(200), receivedAt: 1 }, 'last')
  })
})

afterEach(async () => {
  database.close()
  await deletePhoneDatabase(name)
})

async function holdCardUntil(cardExpiresAt: number): Promise<void> {
  const cards = { beneficiaries: [{ beneficiaryId: '0', cardExpiresAt }] }
  await writePhone(database, await sealNext(database, 'cards', vault.cardKey, toJsonBytes(cards)))
}

function holderPhone(shown = async () => undefined as void): Promise<HolderPhone> {
  return createHolderPhone({
    database,
    lock: createPhoneLock(navigator.locks, name),
    // Nothing here asks the server or the authenticator.
    call: (() => Promise.reject(new TypeError('no call is due'))) as unknown as Caller,
    passkeys: { guard: createSecretGuard() } satisfies PasskeyNeeds,
    clock: { now: () => Date.now() },
    loadStretch: () => Promise.reject(new TypeError('no lease is asked for here')),
    isOnline: () => false,
    hasPlatformPasskey: async () => true,
    leaseMs: { value: 0 },
    marker: { isSet: () => true, set: () => undefined },
    page: document,
    clocks: { now: () => Date.now(), elapsed: () => performance.now() },
    shown,
  })
}

test('cards that serve are shown while a refresh holds the phone; the letter comes after', async () => {
  await holdCardUntil(Date.now() + day)
  const onScreen = Promise.withResolvers<void>()
  const holder = await holderPhone(async () => onScreen.resolve())
  const answered = Promise.withResolvers<void>()
  const refreshing = holder.needs.lock(() => answered.promise)
  const taking = holder.take(vault)
  await onScreen.promise
  expect(holder.open.value?.holdings?.beneficiaries).toHaveLength(1)
  answered.resolve()
  await Promise.all([refreshing, taking])
  holder.lock()
})

test('cards that are over wait for the letter before anything is shown', async () => {
  await holdCardUntil(Date.now() - day)
  const holder = await holderPhone()
  const answered = Promise.withResolvers<void>()
  const refreshing = holder.needs.lock(() => answered.promise)
  const taking = holder.take(vault)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(holder.open.value).toBeNull()
  answered.resolve()
  await Promise.all([refreshing, taking])
  expect(holder.open.value).not.toBeNull()
  holder.lock()
})
