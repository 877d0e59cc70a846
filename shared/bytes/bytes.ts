/** Bytes that own a plain (not shared) buffer: what WebCrypto takes and what Node's Buffer is too. */
export type Bytes = Uint8Array<ArrayBuffer>

/** A value, or the promise of one: WebCrypto is asynchronous where Node is not. */
export type Awaitable<T> = T | Promise<T>

/** All parts, one after the other, in new memory. */
export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/**
 * Whether both hold the same bytes, in a time that depends on their length alone, so that it may compare secrets.
 */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  let difference = 0
  for (let at = 0; at < one.length; at++) difference |= (one[at] ?? 0) ^ (other[at] ?? 0)
  return difference === 0
}

const encoder = new TextEncoder()

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Bytes {
  return encoder.encode(text)
}
