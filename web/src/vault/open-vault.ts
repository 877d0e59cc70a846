import { Refusal } from '@etui/shared/refusal.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import type { Device } from './device-keys.ts'
import type { KeptVault } from './kept-vault.ts'
import { decodeKeyRecord, importAesKey, importKey } from './key-record.ts'
import { requireRecord } from './record.ts'
import { codeWrappingKey, passkeyWrappingKey } from './vault-keys.ts'
import { unwrapKey } from './wrap.ts'

/** What unlocking yields, in memory only, until the lock drops it. None of its keys can be exported. */
export interface OpenVault {
  readonly openedBy: 'passkey' | 'code' | 'lease'
  /** opens cards and the presentation key */
  readonly cardKey: CryptoKey
  readonly presentationKey: CryptoKey
  /** opens all the rest; null under a lease */
  readonly vaultKey: CryptoKey | null
}

/** Throws Refusal `vault-lost` when there is no passkey wrap, `passkey-unknown` when this passkey is not the one. */
export async function openByPasskey(
  kept: KeptVault,
  device: Device,
  prfOutput: Bytes,
): Promise<OpenVault> {
  const vaultKey = await unwrapByPasskey(kept, device, prfOutput, { extractable: false })
  return openWith(kept, vaultKey, 'passkey')
}

/** The vault key itself; extractable only to be wrapped by a new code. */
export async function unwrapByPasskey(
  kept: KeptVault,
  device: Device,
  prfOutput: Bytes,
  options: { readonly extractable: boolean },
): Promise<CryptoKey> {
  if (device.passkey === null) throw new Refusal('vault-lost')
  const [wrap, wrappingKey] = await Promise.all([
    kept.get('wraps', 'passkey'),
    passkeyWrappingKey(prfOutput, device.passkey.hkdfSalt),
  ])
  if (wrap === undefined) throw new Refusal('vault-lost')
  const vaultKey = await unwrapKey('passkey', wrap, wrappingKey, options)
  if (vaultKey === null) throw new Refusal('passkey-unknown')
  return vaultKey
}

/**
 * Opens by a code whose proof the server took. A share that does not open is a vault that no longer fits the server's
 * record: Refusal `vault-lost`.
 */
export async function openByCode(
  kept: KeptVault,
  device: Device,
  by: { readonly code: string; readonly share: Bytes },
): Promise<OpenVault> {
  const wrap = await kept.get('wraps', 'code')
  if (wrap === undefined) throw new Refusal('vault-lost')
  const wrappingKey = await codeWrappingKey(device.secret, by.code, by.share)
  const vaultKey = await unwrapKey('code', wrap, wrappingKey, { extractable: false })
  if (vaultKey === null) throw new Refusal('vault-lost')
  return openWith(kept, vaultKey, 'code')
}

async function openWith(
  kept: KeptVault,
  vaultKey: CryptoKey,
  openedBy: 'passkey' | 'code',
): Promise<OpenVault> {
  const raw = await requireRecord(kept, 'card-key', vaultKey)
  const cardKey = await importAesKey(raw, { extractable: false })
  raw.fill(0)
  return {
    openedBy,
    vaultKey,
    cardKey,
    presentationKey: await readPresentationKey(kept, cardKey),
  }
}

export async function readPresentationKey(kept: KeptVault, cardKey: CryptoKey): Promise<CryptoKey> {
  const record = decodeKeyRecord(await requireRecord(kept, 'presentation-key', cardKey))
  const key = await importKey('presentation', record)
  record.pkcs8.fill(0)
  return key
}
