import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import type { Device } from './device-keys.ts'
import { drawAesKey, drawKey, encodeKeyRecord, exportAesKey } from './key-record.ts'
import { writePhone, type PhoneDatabase, type Wrap } from './phone-database.ts'
import { sealRecord } from './record.ts'
import { codeWrappingKey, passkeyWrappingKey } from './vault-keys.ts'
import { wrapKey } from './wrap.ts'

/** A vault as it is made, before it has ever been locked. The vault key is extractable for the passkey's wrap only. */
export interface NewVault {
  readonly vaultKey: CryptoKey
  readonly mailboxPoint: Bytes
  readonly presentationPoint: Bytes
  /** what lies on the disk as long as no other vault has taken this one's place */
  readonly codeWrap: Pick<Wrap, 'iv' | 'wrapped'>
}

/**
 * Makes the vault and puts it on the disk, wrapped by the code: its keys, one of them (the card key) apart, so that an
 * offline lease can open cards without the history. Replaces any vault made before it on this phone. The caller holds
 * the phone's lock.
 */
export async function makeVault(
  database: PhoneDatabase,
  device: Device,
  by: { readonly code: string; readonly share: Bytes },
): Promise<NewVault> {
  const [vaultKey, cardKey, mailbox, presentation] = await Promise.all([
    drawAesKey(),
    drawAesKey(),
    drawKey('mailbox'),
    drawKey('presentation'),
  ])
  const codeWrap = await wrapKey(
    'code',
    vaultKey,
    await codeWrappingKey(device.secret, by.code, by.share),
  )
  const records = await Promise.all([
    sealRecord('card-key', 1, vaultKey, await exportAesKey(cardKey)),
    sealRecord('mailbox-key', 1, vaultKey, encodeKeyRecord(mailbox)),
    sealRecord('presentation-key', 1, cardKey, encodeKeyRecord(presentation)),
  ])
  await writePhone(database, async (write) => {
    const [cardKeyRecord, mailboxRecord, presentationRecord] = records
    await Promise.all([
      write.objectStore('wraps').clear(),
      write.objectStore('records').clear(),
      write.objectStore('letters').clear(),
    ])
    await Promise.all([
      write.objectStore('wraps').put(codeWrap, 'code'),
      write.objectStore('records').put(cardKeyRecord, 'card-key'),
      write.objectStore('records').put(mailboxRecord, 'mailbox-key'),
      write.objectStore('records').put(presentationRecord, 'presentation-key'),
    ])
  })
  return {
    vaultKey,
    codeWrap,
    mailboxPoint: mailbox.point,
    presentationPoint: presentation.point,
  }
}

/** Adds the passkey's wrap of an extractable vault key. `salt` is the device's own for this passkey. */
export async function wrapByPasskey(
  database: PhoneDatabase,
  vaultKey: CryptoKey,
  by: { readonly prfOutput: Bytes; readonly hkdfSalt: Bytes },
): Promise<void> {
  const wrap = await wrapKey(
    'passkey',
    vaultKey,
    await passkeyWrappingKey(by.prfOutput, by.hkdfSalt),
  )
  await writePhone(database, (write) => write.objectStore('wraps').put(wrap, 'passkey'))
}

/** Replaces the code's wrap, after the server took a new code; a lease under the old code ends with it. */
export async function wrapByCode(
  database: PhoneDatabase,
  device: Device,
  vaultKey: CryptoKey,
  by: { readonly code: string; readonly share: Bytes },
): Promise<void> {
  const wrap = await wrapKey(
    'code',
    vaultKey,
    await codeWrappingKey(device.secret, by.code, by.share),
  )
  await writePhone(database, async (write) => {
    await write.objectStore('wraps').put(wrap, 'code')
    await write.objectStore('wraps').delete('lease')
  })
}
