import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { toJsonBytes } from './record.ts'

/** A private P-256 key as a record of the vault: PKCS #8, with the public half as an uncompressed point of 65 bytes. */
export interface KeyRecord {
  readonly pkcs8: Bytes
  readonly point: Bytes
}

export type KeyUse = 'presentation' | 'mailbox'

const algorithms = {
  presentation: { name: 'ECDSA', namedCurve: 'P-256' },
  mailbox: { name: 'ECDH', namedCurve: 'P-256' },
} as const
const usages = { presentation: ['sign'], mailbox: ['deriveBits'] } as const satisfies Record<
  KeyUse,
  readonly KeyUsage[]
>

export async function drawKey(use: KeyUse): Promise<KeyRecord> {
  const extra: KeyUsage[] = use === 'presentation' ? ['verify'] : []
  const pair = await crypto.subtle.generateKey(algorithms[use], true, [...usages[use], ...extra])
  const [pkcs8, point] = await Promise.all([
    crypto.subtle.exportKey('pkcs8', pair.privateKey),
    crypto.subtle.exportKey('raw', pair.publicKey),
  ])
  return { pkcs8: new Uint8Array(pkcs8), point: new Uint8Array(point) }
}

/** The key for use while the vault is open: it cannot be exported again, and is forgotten at lock. */
export async function importKey(use: KeyUse, record: KeyRecord): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', record.pkcs8, algorithms[use], false, [...usages[use]])
}

export function encodeKeyRecord(record: KeyRecord): Bytes {
  return toJsonBytes({ pkcs8: toBase64url(record.pkcs8), point: toBase64url(record.point) })
}

export function decodeKeyRecord(plain: Bytes): KeyRecord {
  // AES-GCM vouches that these are the bytes encodeKeyRecord wrote.
  const { pkcs8, point } = JSON.parse(new TextDecoder().decode(plain)) as Record<
    'pkcs8' | 'point',
    string
  >
  return { pkcs8: fromBase64url(pkcs8), point: fromBase64url(point) }
}

/** The bytes of an extractable AES key, for a record of their own. */
export async function exportAesKey(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', key))
}

export async function importAesKey(
  raw: Bytes,
  options: { readonly extractable: boolean },
): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', options.extractable, ['encrypt', 'decrypt'])
}

export async function drawAesKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt'])
}
