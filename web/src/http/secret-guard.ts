import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import { fromHex, toHex } from '@etui/shared/bytes/hex.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'

/**
 * Watches what leaves the phone. It keeps digests only of the secrets it was told, and `check` throws TypeError when a
 * body carries one of them as base64url, base64, hexadecimal or a list of bytes, or the `results` of a passkey's PRF at all.
 */
export interface SecretGuard {
  keep(secret: Bytes): Promise<void>
  check(body: unknown): Promise<void>
}

export function createSecretGuard(): SecretGuard {
  const kept = new Set<string>()
  return {
    async keep(secret) {
      kept.add(await digest(secret))
    },
    async check(body) {
      for (const leaf of leavesOf(body)) {
        if (kept.size > 0 && kept.has(await digest(leaf))) {
          throw new TypeError('a secret of this phone was about to leave it')
        }
      }
    },
  }
}

function* leavesOf(value: unknown): Generator<Bytes> {
  if (typeof value === 'string') return yield* bytesOf(value)
  if (typeof value !== 'object' || value === null) return
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    throw new TypeError('raw bytes were about to leave the phone')
  }
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) {
    yield new Uint8Array(value)
  }
  for (const [name, member] of Object.entries(value)) {
    if (name === 'prf' && hasResults(member)) {
      throw new TypeError('results of a passkey’s PRF were about to leave the phone')
    }
    yield* leavesOf(member)
  }
}

function hasResults(member: unknown): boolean {
  return typeof member === 'object' && member !== null && 'results' in member
}

function* bytesOf(text: string): Generator<Bytes> {
  const decoders = [
    () => fromBase64url(text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')),
    () => fromHex(text),
  ]
  for (const decode of decoders) {
    try {
      yield decode()
    } catch {
      // Not written this way: the other reading, or none, remains.
    }
  }
}

async function digest(bytes: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}
