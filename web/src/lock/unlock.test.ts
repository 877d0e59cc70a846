import { afterEach, beforeEach, expect, test } from 'vitest'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import type { AnyEndpoint } from '@etui/shared/wire/endpoint.ts'
import type { PasskeyNeeds } from '../device/passkey.ts'
import type { Caller } from '../http/call.ts'
import { createSecretGuard } from '../http/secret-guard.ts'
import { readHoldings } from '../phone/holdings.ts'
import { activatingPhone } from '../phone/phone-state.ts'
import { drawDevice } from '../vault/device-keys.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import { makeVault, wrapByPasskey } from '../vault/make-vault.ts'
import { openByCode } from '../vault/open-vault.ts'
import {
  deletePhoneDatabase,
  openPhoneDatabase,
  writePhone,
  type PhoneDatabase,
} from '../vault/phone-database.ts'
import { createPhoneLock } from '../vault/phone-lock.ts'
import { sealNext, toJsonBytes } from '../vault/record.ts'
import { replaceCode, unlockByCode, unlockByPasskey, type UnlockNeeds } from './unlock.ts'

const share = drawBytes(32)
const newShare = drawBytes(32)
const prfOutput = drawBytes(32)
const code = '483920'
let database: PhoneDatabase
let name: string
let asked: string[]

beforeEach(async () => {
  name = `unlock-${crypto.randomUUID()}`
  database = await openPhoneDatabase(name)
  asked = []
  const hkdfSalt = drawBytes(32)
  const passkey = {
    credentialId: 'key-1',
    transports: [],
    hasPrf: true,
    prfSalt: drawBytes(32),
    hkdfSalt,
  }
  const device = { ...(await drawDevice()), passkey }
  const made = await makeVault(database, device, { code, share })
  await wrapByPasskey(database, made.vaultKey, { prfOutput, hkdfSalt })
  await writePhone(database, async (write) => {
    await write.objectStore('device').put(device, 'device')
    const phone = { ...activatingPhone(drawBytes(32)), standing: 'active' as const }
    await write.objectStore('phone').put(phone, 'phone')
  })
  const { cardKey } = await openByCode(database, device, { code, share })
  const cards = { beneficiaries: [{ beneficiaryId: '0', birthDate: '1984-03-12' }] }
  const put = await sealNext(database, 'cards', cardKey, toJsonBytes(cards))
  await writePhone(database, put)
})

afterEach(async () => {
  database.close()
  await deletePhoneDatabase(name)
})

async function answer({ method, url }: AnyEndpoint): Promise<unknown> {
  asked.push(`${method} ${url}`)
  if (url === '/code/share') return { share: toBase64url(share) }
  if (url === '/passkey/challenge') return { options: {} }
  return { share: toBase64url(newShare) }
}

function needs(): UnlockNeeds {
  return {
    database,
    lock: createPhoneLock(navigator.locks, name),
    // The answers above are those of the endpoints asked, and no more of an assertion is read here.
    call: Object.assign(answer, { timed: answer }) as unknown as Caller,
    passkeys: {
      guard: createSecretGuard(),
      get: async () => ({ clientExtensionResults: { prf: { results: { first: prfOutput } } } }),
    } as unknown as PasskeyNeeds,
    clock: { now: () => Date.now() },
    loadStretch: () => Promise.reject(new TypeError('no lease is asked for here')),
    isOnline: () => true,
    hasPlatformPasskey: async () => true,
    leaseMs: { value: 0 },
  }
}

test.each(['120384', '198403', '031284'])(
  'a new code that is the holder’s birth date is refused before the server hears of it: %s',
  async (trivial) => {
    await expect(replaceCode(needs(), trivial)).rejects.toMatchObject({ code: 'code-trivial' })
    expect(asked).toEqual(['POST /passkey/challenge'])
  },
)

test('a new code opens the vault', async () => {
  expect((await replaceCode(needs(), '715284')).openedBy).toBe('passkey')
  const device = await database.get('device', 'device')
  if (device === undefined) throw new TypeError('the device was written above')
  await openByCode(database, device, { code: '715284', share: newShare })
})

test('a letter that does not open keeps nobody from the card', async () => {
  const letter = { sealed: drawBytes(200), receivedAt: 1 }
  await writePhone(database, (write) => write.objectStore('letters').put(letter, 'last'))
  expect((await unlockByCode(needs(), code)).openedBy).toBe('code')
  expect((await unlockByPasskey(needs())).vault.openedBy).toBe('passkey')
  expect(await database.get('letters', 'last')).toBeDefined()
})

test('the passkey opens the card while a refresh holds the phone, waiting for a bad network', async () => {
  const answered = Promise.withResolvers<void>()
  const refreshing = needs().lock(() => answered.promise)
  expect((await unlockByPasskey(needs())).vault.openedBy).toBe('passkey')
  answered.resolve()
  await refreshing
})

test('what was unlocked is read as it lay on the disk then, whatever is written meanwhile', async () => {
  const { vault, kept } = await unlockByPasskey(needs())
  const later = await sealNext(database, 'cards', vault.cardKey, toJsonBytes({ beneficiaries: [] }))
  await writePhone(database, later)
  expect((await readHoldings(kept, vault))?.beneficiaries).toHaveLength(1)
  expect((await readHoldings(database, vault))?.beneficiaries).toHaveLength(0)
})

test('a code whose wrap never came to this disk sends to the passkey', async () => {
  await writePhone(database, async (write) => {
    const wrap = await write.objectStore('wraps').get('passkey')
    if (wrap) await write.objectStore('wraps').put(wrap, 'code')
  })
  await expect(unlockByCode(needs(), code)).rejects.toMatchObject({ code: 'code-locked' })
})
