import { expect, test } from 'vitest'
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import { utf8, type Bytes } from '../bytes/bytes.ts'
import { mailboxInfo } from './letter.ts'
import { letterKeyOf } from './mailbox.ts'

test('opens a letter sealed by an HPKE library', async () => {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  })
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
    'deriveBits',
  ])
  const mailbox = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const aad = utf8('thumbprint')
  const sender = await suite.createSenderContext({
    recipientPublicKey: pair.publicKey,
    info: utf8(mailboxInfo),
  })
  const sealed = await sender.seal(utf8('cher titulaire'), aad)
  const encapsulated = new Uint8Array(sender.enc)

  const point = await crypto.subtle.importKey(
    'raw',
    encapsulated,
    { name: 'ECDH', namedCurve: 'P-256' },
    false,
    [],
  )
  const agreed = new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'ECDH', public: point }, pair.privateKey, 256),
  )
  const { key, nonce } = await letterKeyOf(hkdf, agreed, encapsulated, mailbox)
  const opening = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
  const plain = await crypto.subtle.decrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: aad },
    opening,
    sealed,
  )
  expect(new TextDecoder().decode(plain)).toBe('cher titulaire')
})

async function hkdf(salt: Bytes, input: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', input, 'HKDF', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt, info },
    key,
    length * 8,
  )
  return new Uint8Array(bits)
}
