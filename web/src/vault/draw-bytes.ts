import type { Bytes } from '@etui/shared/bytes/bytes.ts'

/** So many bytes from the browser's own generator. */
export function drawBytes(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length))
}
