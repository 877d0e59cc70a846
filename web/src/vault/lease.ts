import { Refusal } from '@etui/shared/refusal.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import type { Device } from './device-keys.ts'
import { drawBytes } from './draw-bytes.ts'
import { importAesKey } from './key-record.ts'
import { readPresentationKey, type OpenVault } from './open-vault.ts'
import { writePhone, type LeaseTerms, type PhoneDatabase, type Wrap } from './phone-database.ts'
import { requireRecord } from './record.ts'
import { leaseWrappingKey } from './vault-keys.ts'
import { unwrapKey, wrapKey } from './wrap.ts'

/** So many wrong codes end a lease. */
export const leaseTries = 5
/** A clock corrected by a new measure may step back by so much. */
const clockSlackMs = 5_000

/** Stretches a code (Argon2id); given, so that the library loads only where a lease is used. */
export type StretchCode = (code: string, salt: Bytes) => Promise<Bytes>

export interface LeaseNeeds {
  readonly database: PhoneDatabase
  readonly device: Device
  readonly stretch: StretchCode
  /** server-corrected clock, milliseconds */
  readonly now: () => number
}

/**
 * Grants an offline lease (DESIGN.md 4): a copy of the card key, wrapped by the stretched code. Only for a phone whose
 * passkey has no PRF, and only of a vault that a code opened with the server; anything else is a TypeError. Answers until
 * when the code works without network.
 */
export async function grantLease(
  needs: LeaseNeeds,
  vault: OpenVault,
  { code, leaseMs }: { readonly code: string; readonly leaseMs: number },
): Promise<number> {
  const { database, device, stretch, now } = needs
  if (device.passkey !== null && device.passkey.hasPrf !== false) {
    throw new TypeError('a phone that has PRF, or may have it, gets no lease')
  }
  if (vault.openedBy !== 'code' || vault.vaultKey === null) {
    throw new TypeError('a lease follows a code typed with the server')
  }
  const salt = drawBytes(16)
  const wrappingKey = await leaseWrappingKey(device.secret, await stretch(code, salt), salt)
  const raw = await requireRecord(database, 'card-key', vault.vaultKey)
  const cardKey = await importAesKey(raw, { extractable: true })
  raw.fill(0)
  const seenAt = now()
  const lease: LeaseTerms = { salt, seenAt, until: seenAt + leaseMs, triesLeft: leaseTries }
  const wrap = { ...(await wrapKey('lease', cardKey, wrappingKey)), lease }
  await writePhone(database, (write) => write.objectStore('wraps').put(wrap, 'lease'))
  return lease.until
}

/** The running lease, or null. One past its end, or last seen in the clock's future, is erased. */
export async function readLease(
  database: PhoneDatabase,
  now: () => number,
): Promise<LeaseTerms | null> {
  const terms = (await database.get('wraps', 'lease'))?.lease
  if (terms === undefined) return null
  const hasStarted = now() >= terms.seenAt - clockSlackMs
  if (hasStarted && now() < terms.until && terms.triesLeft > 0) return terms
  await endLease(database)
  return null
}

export async function endLease(database: PhoneDatabase): Promise<void> {
  await writePhone(database, (write) => write.objectStore('wraps').delete('lease'))
}

/**
 * Opens cards by the code without network. The try is counted on the disk before it is made, so that ending the app gives
 * none back. Throws Refusal `code-wrong` with `triesLeft`, or `lease-ended`.
 */
export async function openByLease(needs: LeaseNeeds, code: string): Promise<OpenVault> {
  const { database, device, stretch, now } = needs
  const terms = await readLease(database, now)
  const wrap = await database.get('wraps', 'lease')
  if (terms === null || wrap === undefined) throw new Refusal('lease-ended')
  const triesLeft = terms.triesLeft - 1
  const seenAt = Math.max(now(), terms.seenAt)
  await putTerms(database, wrap, { ...terms, seenAt, triesLeft })

  const wrappingKey = await leaseWrappingKey(
    device.secret,
    await stretch(code, terms.salt),
    terms.salt,
  )
  const cardKey = await unwrapKey('lease', wrap, wrappingKey, { extractable: false })
  if (cardKey === null) {
    if (triesLeft > 0) throw new Refusal('code-wrong', { triesLeft })
    await endLease(database)
    throw new Refusal('lease-ended', { triesLeft: 0 })
  }
  await putTerms(database, wrap, { ...terms, seenAt, triesLeft: leaseTries })
  const presentationKey = await readPresentationKey(database, cardKey)
  return { openedBy: 'lease', vaultKey: null, cardKey, presentationKey }
}

async function putTerms(database: PhoneDatabase, wrap: Wrap, lease: LeaseTerms): Promise<void> {
  await writePhone(database, (write) => write.objectStore('wraps').put({ ...wrap, lease }, 'lease'))
}
