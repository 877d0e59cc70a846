import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { concatBytes, utf8, type Bytes } from '@etui/shared/bytes/bytes.ts'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { encodeLetter, type Letter, type LetterItem } from '@etui/shared/phone/letter.ts'
import { letterKeyOf } from '@etui/shared/phone/mailbox.ts'
import { webSealing } from '@etui/shared/presentation/platform-web.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import { drawDevice, type Device } from '../vault/device-keys.ts'
import { makeVault } from '../vault/make-vault.ts'
import { openByCode, type OpenVault } from '../vault/open-vault.ts'
import {
  deletePhoneDatabase,
  openPhoneDatabase,
  writePhone,
  type PhoneDatabase,
} from '../vault/phone-database.ts'
import { dueNow, readHistory, readHoldings, takeLetter } from './holdings.ts'
import { markReading } from './mark-reading.ts'
import { activatingPhone } from './phone-state.ts'

let database: PhoneDatabase
let device: Device
let vault: OpenVault
let mailboxPoint: Bytes
const name = () => `holdings-${crypto.randomUUID()}`
let own: string

beforeEach(async () => {
  own = name()
  database = await openPhoneDatabase(own)
  device = await drawDevice()
  const by = { code: '483920', share: drawBytes(32) }
  mailboxPoint = (await makeVault(database, device, by)).mailboxPoint
  await writePhone(database, async (write) => {
    await write.objectStore('device').put(device, 'device')
    await write.objectStore('phone').put(activatingPhone(drawBytes(32)), 'phone')
  })
  vault = await openByCode(database, device, by)
})

afterEach(async () => {
  database.close()
  await deletePhoneDatabase(own)
})

describe('a letter', () => {
  test('is taken into the vault with its cursor, and is there no more', async () => {
    await post(letter('c1', [reading('r1', 100)]))
    await takeLetter(database, vault)
    expect(await readHoldings(database, vault)).toMatchObject({
      beneficiaries: [{ familyName: 'AUBERTIN' }],
    })
    expect(await readHistory(database, vault)).toEqual([reading('r1', 100)])
    expect(await database.get('phone', 'phone')).toMatchObject({
      cursor: 'c1',
      cardsExpireAt: 5_000,
    })
    expect(await database.get('letters', 'last')).toBeUndefined()
  })

  test('tells of a desk that would activate another phone, until one that does not', async () => {
    const deskRequest = { askedAt: 1_000, endsAt: 9_000 }
    await post({ ...letter('c1', []), deskRequest })
    await takeLetter(database, vault)
    expect(await readHoldings(database, vault)).toMatchObject({ deskRequest })
    await post(letter('c1', []))
    await takeLetter(database, vault)
    expect(await readHoldings(database, vault)).not.toHaveProperty('deskRequest')
  })

  test('told twice adds its items once, the newest first', async () => {
    await post(letter('c1', [reading('r1', 100)]))
    await takeLetter(database, vault)
    await post(letter('c2', [reading('r1', 100), reading('r2', 200)]))
    await takeLetter(database, vault)
    expect((await readHistory(database, vault)).map(({ id }) => id)).toEqual(['r2', 'r1'])
  })

  test('brings readings and invoices alike, and makes the next due when there is more', async () => {
    await post({ ...letter('c1', [reading('r1', 100), summary('s1', 150)]), hasMore: true })
    await takeLetter(database, vault)
    expect(await readHistory(database, vault)).toEqual([summary('s1', 150), reading('r1', 100)])
    expect(await database.get('phone', 'phone')).toMatchObject({
      cursor: 'c1',
      nextRefreshAt: dueNow,
    })
  })

  test('stays sealed under a lease, which reads the cards of the last one opened', async () => {
    await post(letter('c1', []))
    await takeLetter(database, vault)
    await post(letter('c2', [reading('r2', 200)]))
    const leased: OpenVault = { ...vault, openedBy: 'lease', vaultKey: null }
    await takeLetter(database, leased)
    expect(await database.get('letters', 'last')).toBeDefined()
    expect(await readHoldings(database, leased)).not.toBeNull()
    expect(await readHistory(database, leased)).toEqual([])
  })

  test('sealed to another phone stays sealed, and what is held opens without it', async () => {
    await post(letter('c1', []))
    await takeLetter(database, vault)
    await post(letter('c2', []), 'another-thumbprint')
    await takeLetter(database, vault)
    expect(await database.get('letters', 'last')).toBeDefined()
    expect((await database.get('phone', 'phone'))?.cursor).toBe('c1')
    expect(await readHoldings(database, vault)).not.toBeNull()
  })
})

function reading(id: string, at: number): LetterItem {
  return {
    id,
    kind: 'reading',
    at,
    beneficiaryId: '0',
    counterName: 'Pharmacie',
    professionCode: '21',
  }
}

function summary(id: string, at: number): LetterItem {
  const cents = {
    totalCents: 3_000,
    obligatoryCents: 1_900,
    complementaryCents: 900,
    patientCents: 200,
    participationCents: 200,
    franchiseCents: 0,
  }
  return {
    id,
    kind: 'summary',
    at,
    careDay: '2026-11-21',
    beneficiaryId: '0',
    counterName: 'Cabinet',
    organisation: 'Cabinet Brandt',
    professionCode: '10',
    lines: [{ kind: 'ngap', code: 'G', quantity: 1, unitCents: 3_000 }],
    shares: {
      ...cents,
      lines: [{ ...cents, because: [] }],
      now: { obligatoryCents: 0, complementaryCents: 0, patientCents: 3_000 },
      later: { obligatoryRefundCents: 1_900, complementaryRefundCents: 900, recoveredCents: 0 },
    },
  }
}

function letter(cursor: string, items: readonly LetterItem[]): Letter {
  const beneficiary = {
    beneficiaryId: '0',
    familyName: 'AUBERTIN',
    givenNames: 'CLAIRE',
    birthDate: '1984-03-12',
    quality: 0,
    nir: '284195751150059',
    card: toBase64url(drawBytes(40)),
    reference: toBase64url(drawBytes(8)),
    cardIssuedAt: 1_000,
    cardExpiresAt: 5_000,
    rights: {
      asOf: 1_000,
      isOpen: true,
      to: null,
      organisation: 'CPAM',
      complementary: null,
      hasC2s: false,
    },
  }
  return {
    version: 1,
    writtenAt: 1_000,
    cursor,
    beneficiaries: [beneficiary],
    groupKeys: [],
    items,
  }
}

/** What the server does, on WebCrypto. */
async function post(written: Letter, thumbprint = device.thumbprint): Promise<void> {
  const ephemeral = await webSealing.makeEphemeral()
  const agreed = await ephemeral.agree(mailboxPoint)
  const { key, nonce } = await letterKeyOf(hkdf, agreed, ephemeral.publicKey, mailboxPoint)
  const sealing = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt'])
  const parameters = { name: 'AES-GCM', iv: nonce, additionalData: utf8(thumbprint) }
  const ct = await crypto.subtle.encrypt(parameters, sealing, encodeLetter(written))
  const sealed = concatBytes(ephemeral.publicKey, new Uint8Array(ct))
  await writePhone(database, (write) =>
    write.objectStore('letters').put({ sealed, receivedAt: 1_000 }, 'last'),
  )
}

async function hkdf(salt: Bytes, input: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', input, 'HKDF', false, ['deriveBits'])
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt, info }
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, length * 8))
}

test('what a holder said of a reading is kept, and the next letter leaves it there', async () => {
  await post(letter('c1', [reading('r1', 100), reading('r2', 200)]))
  await takeLetter(database, vault)
  await markReading(database, vault, 'r1', { recognisedAt: 5 })
  await markReading(database, vault, 'unknown', { reportedAt: 6 })
  const told = Object.assign(reading('r2', 200), { reportedAt: 7 })
  await post(letter('c2', [reading('r1', 100), told]))
  await takeLetter(database, vault)
  expect(await readHistory(database, vault)).toEqual([
    told,
    { ...reading('r1', 100), recognisedAt: 5 },
  ])
})
