import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import { describe, expect, test } from 'vitest'
import { utf8 } from '../bytes/bytes.ts'
import { inventKey } from '../vectors/invented.ts'
import { importAgreementKey, openSealed, webSealing } from './platform-web.ts'
import { openerOf } from './platform-web-reading.ts'
import { compressPoint } from './sealed-body.ts'

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes128Gcm(),
})
const aad = utf8('label')
const secretText = utf8('what is sealed')

describe('the seal', () => {
  test('is opened by another implementation of RFC 9180', async () => {
    const key = await inventKey()
    const { encapsulated, ciphertext } = await webSealing.seal(key.publicKey, aad, secretText)
    const recipientKey = await suite.kem.importKey('raw', key.secret.buffer, false)
    const opened = await suite.open({ recipientKey, enc: encapsulated }, ciphertext, aad)
    expect(new Uint8Array(opened)).toEqual(secretText)
  })

  test('by another implementation is opened here', async () => {
    const key = await inventKey()
    const recipientPublicKey = await suite.kem.importKey('raw', key.publicKey.buffer, true)
    const { enc, ct } = await suite.seal({ recipientPublicKey }, secretText, aad)
    const [encapsulated, ciphertext] = [new Uint8Array(enc), new Uint8Array(ct)]
    const own = await importAgreementKey(key)
    const opened = await openSealed(own, key.publicKey, { encapsulated, ciphertext }, aad)
    expect(opened).toEqual(secretText)
    const open = openerOf(own, key.publicKey)
    expect(await open(compressPoint(encapsulated), aad, ciphertext)).toEqual(secretText)
  })

  test('does not open with another label, key, point or a changed byte', async () => {
    const key = await inventKey()
    const other = await inventKey()
    const sealed = await webSealing.seal(key.publicKey, aad, secretText)
    const own = await importAgreementKey(key)
    const changed = new Uint8Array(sealed.ciphertext)
    changed[0] = (changed[0] ?? 0) ^ 1
    const open = (part: Partial<typeof sealed>, label = aad) =>
      openSealed(own, key.publicKey, { ...sealed, ...part }, label)
    expect(await open({})).toEqual(secretText)
    expect(await open({}, utf8('other'))).toBeUndefined()
    expect(await open({ ciphertext: changed })).toBeUndefined()
    expect(await open({ ciphertext: changed.slice(0, 15) })).toBeUndefined()
    expect(await open({ encapsulated: other.publicKey })).toBeUndefined()
    expect(await open({ encapsulated: new Uint8Array(65) })).toBeUndefined()
    const theirs = await importAgreementKey(other)
    expect(await openSealed(theirs, other.publicKey, sealed, aad)).toBeUndefined()
  })
})
