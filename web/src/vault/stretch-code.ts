import { argon2id } from 'hash-wasm'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'

/** Argon2id (RFC 9106) of a code: 64 MiB, three passes, one lane, 32 bytes. Import this file only when it is needed. */
export async function stretchCode(code: string, salt: Bytes): Promise<Bytes> {
  const hash = await argon2id({
    password: code,
    salt,
    memorySize: 64 * 1024,
    iterations: 3,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  })
  return new Uint8Array(hash)
}
