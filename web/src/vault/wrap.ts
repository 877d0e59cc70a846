import { utf8, type Bytes } from '@etui/shared/bytes/bytes.ts'
import { drawBytes } from './draw-bytes.ts'
import type { WrapName } from './phone-database.ts'

/** A key sealed by another (AES-256-GCM, AAD the wrap's name), as it lies on the disk. */
export async function wrapKey(
  name: WrapName,
  key: CryptoKey,
  wrappingKey: CryptoKey,
): Promise<{ iv: Bytes; wrapped: Bytes }> {
  const iv = drawBytes(12)
  const wrapped = await crypto.subtle.wrapKey('raw', key, wrappingKey, algorithm(name, iv))
  return { iv, wrapped: new Uint8Array(wrapped) }
}

/**
 * The AES-256-GCM key inside a wrap, or null when the wrapping key is not the one that sealed it. Extractable only where
 * it is about to be wrapped anew.
 */
export async function unwrapKey(
  name: WrapName,
  wrap: { readonly iv: Bytes; readonly wrapped: Bytes },
  wrappingKey: CryptoKey,
  options: { readonly extractable: boolean },
): Promise<CryptoKey | null> {
  try {
    return await crypto.subtle.unwrapKey(
      'raw',
      wrap.wrapped,
      wrappingKey,
      algorithm(name, wrap.iv),
      'AES-GCM',
      options.extractable,
      ['encrypt', 'decrypt'],
    )
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return null
    throw error
  }
}

function algorithm(name: WrapName, iv: Bytes): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: utf8(`etui wrap|${name}|1`) }
}
