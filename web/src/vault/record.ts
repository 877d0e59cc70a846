import { Refusal } from '@etui/shared/refusal.ts'
import { utf8, type Bytes } from '@etui/shared/bytes/bytes.ts'
import { drawBytes } from './draw-bytes.ts'
import type { KeptVault } from './kept-vault.ts'
import type { PhoneDatabase, PhoneWrite, RecordName, SealedRecord } from './phone-database.ts'

/** Seals one record (AES-256-GCM). Its name and version are authenticated, so none takes another's place. */
export async function sealRecord(
  name: RecordName,
  version: number,
  key: CryptoKey,
  plain: Bytes,
): Promise<SealedRecord> {
  const iv = drawBytes(12)
  const sealed = await crypto.subtle.encrypt(algorithm(name, version, iv), key, plain)
  return { version, iv, sealed: new Uint8Array(sealed) }
}

/** The bytes of a record. Throws Refusal `vault-lost` when they were not sealed so by this key. */
export async function openRecord(
  name: RecordName,
  record: SealedRecord,
  key: CryptoKey,
): Promise<Bytes> {
  try {
    const plain = await crypto.subtle.decrypt(
      algorithm(name, record.version, record.iv),
      key,
      record.sealed,
    )
    return new Uint8Array(plain)
  } catch (cause) {
    throw new Refusal('vault-lost', { record: name }, { cause })
  }
}

/** Reads and opens a record; null when there is none. */
export async function readRecord(
  kept: KeptVault,
  name: RecordName,
  key: CryptoKey,
): Promise<Bytes | null> {
  const record = await kept.get('records', name)
  return record === undefined ? null : openRecord(name, record, key)
}

/** Reads and opens a record that must be there. */
export async function requireRecord(
  kept: KeptVault,
  name: RecordName,
  key: CryptoKey,
): Promise<Bytes> {
  const plain = await readRecord(kept, name, key)
  if (plain === null) throw new Refusal('vault-lost', { record: name })
  return plain
}

/** The sealed form of a record's next version, to be put in a write that holds the phone's lock. */
export async function sealNext(
  database: PhoneDatabase,
  name: RecordName,
  key: CryptoKey,
  plain: Bytes,
): Promise<(write: PhoneWrite) => Promise<unknown>> {
  const before = await database.get('records', name)
  const record = await sealRecord(name, (before?.version ?? 0) + 1, key, plain)
  return (write) => write.objectStore('records').put(record, name)
}

export function toJsonBytes(value: unknown): Bytes {
  return utf8(JSON.stringify(value))
}

function algorithm(name: RecordName, version: number, iv: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: utf8(`${name}|${version}`) }
}
