import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { utf8, type Bytes } from '@etui/shared/bytes/bytes.ts'
import { toHex } from '@etui/shared/bytes/hex.ts'
import { drawBytes } from './draw-bytes.ts'
import { drawDevice, type Device } from './device-keys.ts'
import { endLease, grantLease, openByLease, readLease } from './lease.ts'
import { makeVault, wrapByCode, wrapByPasskey } from './make-vault.ts'
import { openByCode, openByPasskey, unwrapByPasskey, type OpenVault } from './open-vault.ts'
import {
  deletePhoneDatabase,
  openPhoneDatabase,
  writePhone,
  type PhoneDatabase,
} from './phone-database.ts'
import { openRecord, readRecord, sealNext, sealRecord } from './record.ts'
import { codeProof } from './vault-keys.ts'

const code = '483920'
const prfOutput = drawBytes(32)
const share = drawBytes(32)
let database: PhoneDatabase
let device: Device
let name: string

beforeEach(async () => {
  name = `vault-${crypto.randomUUID()}`
  database = await openPhoneDatabase(name)
  device = {
    ...(await drawDevice()),
    passkey: {
      credentialId: 'AAAA',
      transports: ['internal'],
      hasPrf: true,
      prfSalt: drawBytes(32),
      hkdfSalt: drawBytes(32),
    },
  }
})

afterEach(async () => {
  database.close()
  await deletePhoneDatabase(name)
})

async function vaultOnDisk(): Promise<void> {
  const { vaultKey } = await makeVault(database, device, { code, share })
  const hkdfSalt = device.passkey?.hkdfSalt ?? drawBytes(32)
  await wrapByPasskey(database, vaultKey, { prfOutput, hkdfSalt })
}

async function seal(vault: OpenVault, text: string): Promise<void> {
  const put = await sealNext(database, 'history', vault.vaultKey ?? vault.cardKey, utf8(text))
  await writePhone(database, put)
}

async function read(vault: OpenVault): Promise<string | null> {
  const plain = await readRecord(database, 'history', vault.vaultKey ?? vault.cardKey)
  return plain && new TextDecoder().decode(plain)
}

describe('the vault', () => {
  test('opens by passkey and by code to the same records', async () => {
    await vaultOnDisk()
    const byPasskey = await openByPasskey(database, device, prfOutput)
    await seal(byPasskey, 'relevé')
    const byCode = await openByCode(database, device, { code, share })
    expect(await read(byCode)).toBe('relevé')
    expect(byCode.openedBy).toBe('code')
  })

  test('refuses another passkey', async () => {
    await vaultOnDisk()
    const opening = openByPasskey(database, device, drawBytes(32))
    await expect(opening).rejects.toMatchObject({ code: 'passkey-unknown' })
  })

  test.each<[string, string, Bytes]>([
    ['another code', '483921', share],
    ['another share', code, drawBytes(32)],
  ])('does not open by %s', async (_, typed, released) => {
    await vaultOnDisk()
    const opening = openByCode(database, device, { code: typed, share: released })
    await expect(opening).rejects.toMatchObject({ code: 'vault-lost' })
  })

  test('does not open by the right code on a copy without the device secret', async () => {
    await vaultOnDisk()
    const thief = { ...device, secret: (await drawDevice()).secret }
    const opening = openByCode(database, thief, { code, share })
    await expect(opening).rejects.toMatchObject({ code: 'vault-lost' })
  })

  test('tells a lost vault apart from a wrong key', async () => {
    const opening = openByPasskey(database, device, prfOutput)
    await expect(opening).rejects.toMatchObject({ code: 'vault-lost' })
  })

  test('hands out no key that could be exported', async () => {
    await vaultOnDisk()
    const vault = await openByPasskey(database, device, prfOutput)
    const keys = [
      vault.vaultKey,
      vault.cardKey,
      vault.presentationKey,
      device.privateKey,
      device.secret,
    ]
    expect(keys.map((key) => key?.extractable)).toEqual(keys.map(() => false))
  })

  test('takes a new code after the passkey, and the old one opens no more', async () => {
    await vaultOnDisk()
    const vaultKey = await unwrapByPasskey(database, device, prfOutput, { extractable: true })
    const fresh = { code: '902817', share: drawBytes(32) }
    await wrapByCode(database, device, vaultKey, fresh)
    expect((await openByCode(database, device, fresh)).openedBy).toBe('code')
    const opening = openByCode(database, device, { code, share })
    await expect(opening).rejects.toMatchObject({ code: 'vault-lost' })
  })

  test('proves a code by what differs for each device and code', async () => {
    const other = await drawDevice()
    const proofs = [
      await codeProof(device.secret, code),
      await codeProof(device.secret, '483921'),
      await codeProof(other.secret, code),
    ]
    expect(new Set(proofs.map(String)).size).toBe(3)
    expect(await codeProof(device.secret, code)).toEqual(proofs[0])
  })
})

describe('a record', () => {
  test('is refused under another name or version', async () => {
    await vaultOnDisk()
    const { cardKey } = await openByPasskey(database, device, prfOutput)
    const record = await sealRecord('cards', 3, cardKey, utf8('carte'))
    await expect(openRecord('cards', record, cardKey)).resolves.toEqual(utf8('carte'))
    await expect(openRecord('history', record, cardKey)).rejects.toMatchObject({
      code: 'vault-lost',
    })
    const older = { ...record, version: 2 }
    await expect(openRecord('cards', older, cardKey)).rejects.toMatchObject({ code: 'vault-lost' })
  })

  test('a write that fails half-way leaves nothing behind', async () => {
    await vaultOnDisk()
    const vault = await openByPasskey(database, device, prfOutput)
    await seal(vault, 'avant')
    const put = await sealNext(database, 'history', vault.vaultKey ?? vault.cardKey, utf8('après'))
    const writing = writePhone(database, async (write) => {
      await put(write)
      throw new Error('crash')
    })
    await expect(writing).rejects.toThrow('crash')
    expect(await read(vault)).toBe('avant')
  })
})

const withoutPrf = () => ({
  ...device,
  passkey: device.passkey && { ...device.passkey, hasPrf: false },
})
/** Quick, and as exact as the real one: what is tested here is the lease, not Argon2id. */
const stretch = async (typed: string, salt: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array([...utf8(typed), ...salt])))

describe('an offline lease', () => {
  const now = 1_800_000_000_000
  const leaseMs = 72 * 3_600_000
  const needs = () => ({ database, device: withoutPrf(), stretch, now: () => now })

  async function granted(): Promise<number> {
    await vaultOnDisk()
    const vault = await openByCode(database, device, { code, share })
    await seal(vault, 'relevé')
    return grantLease(needs(), vault, { code, leaseMs })
  }

  test('opens cards without network, and not the history', async () => {
    const until = await granted()
    expect(until).toBe(now + leaseMs)
    const vault = await openByLease(needs(), code)
    expect(vault).toMatchObject({ openedBy: 'lease', vaultKey: null })
    await expect(read(vault)).rejects.toMatchObject({ code: 'vault-lost' })
  })

  test('is refused to a phone with PRF and to a vault not opened by an online code', async () => {
    await vaultOnDisk()
    const byCode = await openByCode(database, device, { code, share })
    await expect(grantLease({ ...needs(), device }, byCode, { code, leaseMs })).rejects.toThrow(
      TypeError,
    )
    const byPasskey = await openByPasskey(database, device, prfOutput)
    await expect(grantLease(needs(), byPasskey, { code, leaseMs })).rejects.toThrow(TypeError)
  })

  test('counts a wrong try before it is made, and is erased by the fifth', async () => {
    await granted()
    for (const triesLeft of [4, 3, 2, 1]) {
      const opening = openByLease(needs(), '111222')
      await expect(opening).rejects.toMatchObject({ code: 'code-wrong', facts: { triesLeft } })
      expect((await readLease(database, () => now))?.triesLeft).toBe(triesLeft)
    }
    await expect(openByLease(needs(), '111222')).rejects.toMatchObject({ code: 'lease-ended' })
    expect(await database.get('wraps', 'lease')).toBeUndefined()
    await expect(openByLease(needs(), code)).rejects.toMatchObject({ code: 'lease-ended' })
  })

  test('a try cut short by the end of the app is not given back', async () => {
    await granted()
    const dying = { ...needs(), stretch: () => Promise.reject(new Error('app ended')) }
    await expect(openByLease(dying, code)).rejects.toThrow('app ended')
    expect((await readLease(database, () => now))?.triesLeft).toBe(4)
  })

  test('ends after its hours, and when the clock was set back', async () => {
    const until = await granted()
    expect(await readLease(database, () => until - 1)).not.toBeNull()
    expect(await readLease(database, () => until)).toBeNull()
    const again = await granted()
    expect(again).toBe(now + leaseMs)
    expect(await readLease(database, () => now - 60_000)).toBeNull()
    expect(await database.get('wraps', 'lease')).toBeUndefined()
  })

  test('ends when its holder says so', async () => {
    await granted()
    await endLease(database)
    await expect(openByLease(needs(), code)).rejects.toMatchObject({ code: 'lease-ended' })
  })
})

test('stretches a code as another implementation of Argon2id does', async () => {
  const { stretchCode } = await import('./stretch-code.ts')
  const stretched = await stretchCode(code, utf8('etui-etui-etui-1'))
  // By OpenSSL: argon2id, 65,536 KiB, 3 passes, 1 lane, 32 bytes.
  expect(toHex(stretched)).toBe('bcc15fb8eaf366ecefc526650ff0d948edd3eb86668e3a80a685b5c32f610f09')
})
