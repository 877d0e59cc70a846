import { utf8, type Bytes } from '@etui/shared/bytes/bytes.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { decodeLetter, type Letter } from '@etui/shared/phone/letter.ts'
import { letterKeyOf } from '@etui/shared/phone/mailbox.ts'
import { decodeKeyRecord, importKey } from '../vault/key-record.ts'

const pointLength = 65

/**
 * Opens a letter (ek, 65 bytes, then ct) with the mailbox key's record. Its aad is the device's thumbprint, so a letter to
 * another phone is no letter. Throws Refusal `vault-lost` when it does not open.
 */
export async function openLetter(
  sealed: Bytes,
  mailboxRecord: Bytes,
  thumbprint: string,
): Promise<Letter> {
  const mailbox = decodeKeyRecord(mailboxRecord)
  const privateKey = await importKey('mailbox', mailbox)
  mailbox.pkcs8.fill(0)
  const encapsulated = sealed.slice(0, pointLength)
  try {
    const agreed = await agree(privateKey, encapsulated)
    const { key, nonce } = await letterKeyOf(hkdf, agreed, encapsulated, mailbox.point)
    const opening = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: nonce, additionalData: utf8(thumbprint) },
      opening,
      sealed.slice(pointLength),
    )
    return decodeLetter(new Uint8Array(plain))
  } catch (cause) {
    throw new Refusal('vault-lost', { record: 'letter' }, { cause })
  }
}

async function agree(privateKey: CryptoKey, point: Bytes): Promise<Bytes> {
  const publicKey = await crypto.subtle.importKey(
    'raw',
    point,
    { name: 'ECDH', namedCurve: 'P-256' },
    false,
    [],
  )
  const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, privateKey, 256)
  return new Uint8Array(bits)
}

async function hkdf(salt: Bytes, input: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', input, 'HKDF', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt, info },
    key,
    length * 8,
  )
  return new Uint8Array(bits)
}
