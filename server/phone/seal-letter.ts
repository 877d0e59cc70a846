import { createCipheriv, hkdfSync } from 'node:crypto'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { encodeLetter, type Letter } from '@etui/shared/phone/letter.ts'
import { letterKeyOf } from '@etui/shared/phone/mailbox.ts'
import type { SealingCryptography } from '@etui/shared/presentation/cryptography.ts'

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
  { makeEphemeral }: Pick<SealingCryptography, 'makeEphemeral'>,
): Promise<string> {
  const mailbox = new Uint8Array(mailboxKey)
  const ephemeral = await makeEphemeral()
  const agreed = await ephemeral.agree(mailbox)
  const { key, nonce } = await letterKeyOf(hkdf, agreed, ephemeral.publicKey, mailbox)
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(Buffer.from(thumbprint, 'ascii'))
  const parts = [
    ephemeral.publicKey,
    cipher.update(encodeLetter(letter)),
    cipher.final(),
    cipher.getAuthTag(),
  ]
  return Buffer.concat(parts).toString('base64url')
}

function hkdf(salt: Bytes, input: Bytes, info: Bytes, length: number): Bytes {
  return new Uint8Array(hkdfSync('sha256', input, salt, info, length))
}
