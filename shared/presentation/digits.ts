import type { Bytes } from '../bytes/bytes.ts'

/** Digits of 0 to 7 bytes: a block of 7 has 17, a tail fewer. */
const digitsOf = [0, 3, 5, 8, 10, 13, 15, 17]

/** Bytes as decimal digits: each 7 bytes, big-endian, as 17 digits; a tail of 1 to 6 as 3, 5, 8, 10, 13 or 15. */
export function encodeDigits(bytes: Bytes): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 7) {
    const block = bytes.subarray(at, at + 7)
    let value = 0n
    for (const byte of block) value = value * 256n + BigInt(byte)
    text += String(value).padStart(digitsOf[block.length] ?? 0, '0')
  }
  return text
}

/**
 * The bytes of decimal digits; undefined where no bytes give them: a tail of another length, or a block whose value
 * needs more bytes than it stands for. `text` holds digits and nothing else.
 */
export function decodeDigits(text: string): Bytes | undefined {
  const blocks = Math.floor(text.length / 17)
  const tail = digitsOf.indexOf(text.length % 17)
  if (tail < 0) return undefined
  const bytes = new Uint8Array(blocks * 7 + tail)
  for (let block = 0; block < blocks; block++) {
    if (!decodeBlock(text, block * 17, bytes, block * 7)) return undefined
  }
  let value = numberAt(text, blocks * 17, text.length)
  if (value >= 256 ** tail) return undefined
  for (let at = bytes.length - 1; at >= blocks * 7; at--) {
    bytes[at] = value % 256
    value = Math.floor(value / 256)
  }
  return bytes
}

/**
 * 17 digits into 7 bytes without big integers, which would cost more than the signatures' hash: the value is
 * upper * 10^10 + lower, and 10^10 = 37 * 2^28 + 67,888,128, so both halves of 28 bits stay exact.
 */
function decodeBlock(text: string, from: number, into: Bytes, at: number): boolean {
  const upper = numberAt(text, from, from + 7)
  const rest = upper * 67_888_128 + numberAt(text, from + 7, from + 17)
  const high = upper * 37 + Math.floor(rest / 0x1000_0000)
  const low = rest % 0x1000_0000
  if (high >= 0x1000_0000) return false
  into[at] = high >>> 20
  into[at + 1] = high >>> 12
  into[at + 2] = high >>> 4
  into[at + 3] = ((high & 15) << 4) | (low >>> 24)
  into[at + 4] = low >>> 16
  into[at + 5] = low >>> 8
  into[at + 6] = low
  return true
}

/** The number that a run of at most 15 digits writes, without making a string of it. */
export function numberAt(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 48
  return value
}
