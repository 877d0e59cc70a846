import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import type { Device } from './device-keys.ts'
import type { PhoneState } from '../phone/phone-state.ts'

/**
 * The one database of the phone. `device` and `phone` are readable while the vault is locked; `records` are not, and
 * `letters` holds the last answer of a refresh as the server sealed it.
 */
export interface PhoneStores extends DBSchema {
  device: { key: 'device'; value: Device }
  wraps: { key: WrapName; value: Wrap }
  records: { key: RecordName; value: SealedRecord }
  phone: { key: 'phone'; value: PhoneState }
  letters: { key: 'last'; value: SealedLetter }
}

/** Who can unwrap: the passkey and the code reach the vault key, the lease only the card key. */
export type WrapName = 'passkey' | 'code' | 'lease'

export interface Wrap {
  readonly iv: Bytes
  readonly wrapped: Bytes
  readonly lease?: LeaseTerms
}

/** Instants are milliseconds of the server-corrected clock. */
export interface LeaseTerms {
  readonly salt: Bytes
  /** the latest instant at which it was granted or used: a clock set back before it ends the lease */
  readonly seenAt: number
  readonly until: number
  readonly triesLeft: number
}

export type RecordName = 'card-key' | 'presentation-key' | 'mailbox-key' | 'cards' | 'history'

export interface SealedRecord {
  readonly version: number
  readonly iv: Bytes
  readonly sealed: Bytes
}

/** `sealed` is ek (65 bytes) | ct, to the mailbox key (shared/phone/letter.ts). */
export interface SealedLetter {
  readonly sealed: Bytes
  readonly receivedAt: number
}

export type PhoneDatabase = IDBPDatabase<PhoneStores>
export type StoreName = 'device' | 'wraps' | 'records' | 'phone' | 'letters'
export type PhoneWrite = IDBPTransaction<PhoneStores, StoreName[], 'readwrite'>

const stores: readonly StoreName[] = ['device', 'wraps', 'records', 'phone', 'letters']

export const databaseName = 'etui'

/** Opens the database; an older page that still holds it lets go when a newer one asks. */
export async function openPhoneDatabase(name = databaseName): Promise<PhoneDatabase> {
  return openDB<PhoneStores>(name, 1, {
    upgrade(database) {
      for (const store of stores) database.createObjectStore(store)
    },
    blocking(_current, _blocked, event) {
      // The event's target is the connection that stands in the way.
      ;(event.target as IDBDatabase).close()
    },
  })
}

/** One transaction over every store, on the disk when this returns (`durability: 'strict'`), or not at all. */
export async function writePhone<T>(
  database: PhoneDatabase,
  work: (write: PhoneWrite) => Promise<T>,
): Promise<T> {
  const write = database.transaction([...stores], 'readwrite', { durability: 'strict' })
  try {
    const result = await work(write)
    await write.done
    return result
  } catch (error) {
    abortQuietly(write)
    await write.done.catch(() => undefined)
    throw error
  }
}

function abortQuietly(write: PhoneWrite): void {
  try {
    write.abort()
  } catch {
    // It had ended by itself: there is nothing left to undo.
  }
}

/** Forgets everything this origin keeps for the holder. */
export async function erasePhone(database: PhoneDatabase): Promise<void> {
  await writePhone(database, async (write) => {
    await Promise.all(stores.map((store) => write.objectStore(store).clear()))
  })
}

export async function deletePhoneDatabase(name = databaseName): Promise<void> {
  await deleteDB(name)
}
