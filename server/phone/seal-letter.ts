import { createCipheriv } from 'node:crypto'
import { encodeLetter, type Letter } from '@etui/shared/phone/letter.ts'
import { letterKeyFrom } from '@etui/shared/phone/mailbox.ts'
import { encapsulateTo, hkdf } from '../presentation/platform-node.ts'

/** Whom a letter is sealed to: the mailbox's uncompressed point, and the device thumbprint it is bound to. */
export interface Mailbox {
  readonly mailboxKey: Buffer
  readonly thumbprint: string
}

/**
 * Seals a letter to a phone's mailbox (HPKE base, COSE HPKE-0, info `etui mailbox 1`, the thumbprint's ASCII bytes as
 * aad). Answers base64url of `ek(65) | ct`, the tag at its end.
 */
export async function sealLetter(
  letter: Letter,
  { mailboxKey, thumbprint }: Mailbox,
): Promise<string> {
  const { encapsulated, sharedSecret } = encapsulateTo(new Uint8Array(mailboxKey))
  const { key, nonce } = await letterKeyFrom(hkdf, sharedSecret)
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(Buffer.from(thumbprint, 'ascii'))
  const parts = [
    encapsulated,
    cipher.update(encodeLetter(letter)),
    cipher.final(),
    cipher.getAuthTag(),
  ]
  return Buffer.concat(parts).toString('base64url')
}
