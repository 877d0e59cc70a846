import { afterEach, beforeEach, expect, test } from 'vitest'
import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import { concatBytes, utf8, type Bytes } from '@etui/shared/bytes/bytes.ts'
import { toHex } from '@etui/shared/bytes/hex.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { AnyEndpoint } from '@etui/shared/wire/endpoint.ts'
import type { PasskeyNeeds } from '../device/passkey.ts'
import type { Caller } from '../http/call.ts'
import { createSecretGuard } from '../http/secret-guard.ts'
import { activatingPhone } from '../phone/phone-state.ts'
import { drawDevice, type Device } from '../vault/device-keys.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import { openByLease } from '../vault/lease.ts'
import { makeVault, wrapByPasskey } from '../vault/make-vault.ts'
import {
  deletePhoneDatabase,
  openPhoneDatabase,
  writePhone,
  type PhoneDatabase,
  type WrapName,
} from '../vault/phone-database.ts'
import { createPhoneLock } from '../vault/phone-lock.ts'
import { codeProof, codeWrappingKey, leaseWrappingKey } from '../vault/vault-keys.ts'
import { unwrapKey } from '../vault/wrap.ts'
import { renewLease, unlockByCode, unlockByPasskey, type UnlockNeeds } from './unlock.ts'

const code = '483920'
const wrong = '483921'
const share = drawBytes(32)
const prfOutput = drawBytes(32)
const names: readonly WrapName[] = ['passkey', 'code', 'lease']
let database: PhoneDatabase
let name: string

beforeEach(async () => {
  name = `stolen-${crypto.randomUUID()}`
  database = await openPhoneDatabase(name)
})

afterEach(async () => {
  database.close()
  await deletePhoneDatabase(name)
})

/** A phone in use, which its holder unlocked by every way it has, and once by a wrong code. */
async function usedPhone({ hasPrf }: { readonly hasPrf: boolean }): Promise<UnlockNeeds> {
  const hkdfSalt = drawBytes(32)
  const passkey = {
    credentialId: 'key-1',
    transports: [],
    hasPrf,
    prfSalt: drawBytes(32),
    hkdfSalt,
  }
  const device = { ...(await drawDevice()), passkey }
  const { vaultKey } = await makeVault(database, device, { code, share })
  if (hasPrf) await wrapByPasskey(database, vaultKey, { prfOutput, hkdfSalt })
  await writePhone(database, async (write) => {
    await write.objectStore('device').put(device, 'device')
    const phone = { ...activatingPhone(drawBytes(32)), standing: 'active', isLeaseWanted: true }
    // `standing` is one of its words.
    await write.objectStore('phone').put(phone as never, 'phone')
  })
  const needs = needsOf(device)
  await renewLease(needs, await unlockByCode(needs, code), code)
  await expect(unlockByCode(needs, wrong)).rejects.toMatchObject({ code: 'code-wrong' })
  if (hasPrf) await unlockByPasskey(needs)
  return needs
}

function needsOf(device: Device): UnlockNeeds {
  const answer = async (_: AnyEndpoint, { body }: { body: { proof: string } }) => {
    if (body.proof !== toBase64url(await codeProof(device.secret, code))) {
      throw new Refusal('code-wrong', { triesLeft: 2 })
    }
    return { share: toBase64url(share) }
  }
  return {
    database,
    lock: createPhoneLock(navigator.locks, name),
    // Nothing but the share is asked for here.
    call: Object.assign(answer, { timed: answer }) as unknown as Caller,
    passkeys: {
      guard: createSecretGuard(),
      get: async () => ({ clientExtensionResults: { prf: { results: { first: prfOutput } } } }),
    } as unknown as PasskeyNeeds,
    clock: { now: () => Date.now() },
    loadStretch: async () => stretch,
    isOnline: () => true,
    hasPlatformPasskey: async () => true,
    leaseMs: { value: 72 * 3_600_000 },
  }
}

/** Quick, and as exact as Argon2id: what a thief can tell is the question, not how long it takes. */
async function stretch(typed: string, salt: Bytes): Promise<Bytes> {
  return sha256(concatBytes(utf8(typed), salt))
}

/** Every record of every store, as a thief has them. */
async function steal(): Promise<readonly unknown[]> {
  const stores = [...database.objectStoreNames]
  return (await Promise.all(stores.map((store) => database.getAll(store)))).flat()
}

/** All bytes in what was stolen, texts included. */
function bytesIn(value: unknown): Bytes[] {
  if (value instanceof Uint8Array) return [new Uint8Array(value)]
  if (typeof value === 'string') return [utf8(value), ...decoded(value)]
  if (typeof value !== 'object' || value === null || value instanceof CryptoKey) return []
  return Object.values(value).flatMap(bytesIn)
}

function decoded(text: string): Bytes[] {
  try {
    return [fromBase64url(text)]
  } catch {
    return []
  }
}

/** Which wraps a code opens, with all that was stolen tried as whatever is missing. */
async function openedBy(typed: string, stolen: readonly unknown[], known: readonly Bytes[] = []) {
  const device = await database.get('device', 'device')
  if (!device) throw new TypeError('the phone has a device')
  const found = stolen.flatMap(bytesIn)
  const ends = found.flatMap((bytes) => [bytes.slice(0, 32), bytes.slice(-32)])
  const digests = await Promise.all(found.map(sha256))
  const shares = [new Uint8Array(32), ...known, ...ends, ...digests].filter(isKeyLong)
  const salts = found.filter(({ length }) => length === 16)
  const keys = await Promise.all([
    ...shares.map((each) => codeWrappingKey(device.secret, typed, each)),
    ...salts.map(async (salt) => leaseWrappingKey(device.secret, await stretch(typed, salt), salt)),
  ])
  const opened = new Set<WrapName>()
  for (const wrap of await database.getAll('wraps')) {
    for (const label of names) {
      for (const key of keys) {
        if (await unwrapKey(label, wrap, key, { extractable: false })) opened.add(label)
      }
    }
  }
  return [...opened]
}

function isKeyLong({ length }: Bytes): boolean {
  return length === 32
}

/** What a code is turned into, none of which may lie on the disk. */
async function madeOf(typed: string): Promise<string[]> {
  const device = await database.get('device', 'device')
  if (!device) throw new TypeError('the phone has a device')
  const proof = await codeProof(device.secret, typed)
  const material = new Uint8Array(
    await crypto.subtle.sign('HMAC', device.secret, utf8(`etui key${typed}`)),
  )
  const all = [utf8(typed), proof, material, share]
  return [...all, ...(await Promise.all(all.map(sha256)))].map(toHex)
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

async function expectUntestable(): Promise<void> {
  const stolen = await steal()
  expect(await openedBy(code, stolen)).toEqual([])
  expect(await openedBy(wrong, stolen)).toEqual([])
  const onDisk = stolen.flatMap(bytesIn).map(toHex)
  const told = (await madeOf(code)).filter((made) => onDisk.some((each) => each.includes(made)))
  expect(told).toEqual([])
}

test('a stolen phone with PRF tells no right code from a wrong one, and holds no lease', async () => {
  await usedPhone({ hasPrf: true })
  expect(await database.getAllKeys('wraps')).toEqual(['code', 'passkey'])
  await expectUntestable()
  // What the thief lacks is the server's share, and nothing else.
  expect(await openedBy(code, await steal(), [share])).toEqual(['code'])
  expect(await openedBy(wrong, await steal(), [share])).toEqual([])
})

test('a stolen phone with a lease can be tested, and no more once five wrong codes erased it', async () => {
  const needs = await usedPhone({ hasPrf: false })
  expect(await database.getAllKeys('wraps')).toEqual(['code', 'lease'])
  expect(await openedBy(code, await steal())).toEqual(['lease'])
  expect(await openedBy(wrong, await steal())).toEqual([])

  const device = await database.get('device', 'device')
  if (!device) throw new TypeError('the phone has a device')
  const lease = { database, device, stretch, now: () => needs.clock.now() }
  for (let tries = 0; tries < 5; tries++) {
    await expect(openByLease(lease, wrong)).rejects.toBeInstanceOf(Refusal)
  }
  expect(await database.getAllKeys('wraps')).toEqual(['code'])
  await expectUntestable()
})
