import type { Bytes } from '../bytes/bytes.ts'

/** Least padded length, by what is sealed; lengths grow from it by 64. */
const least = { card: 352, reference: 112 } as const
const step = 64
const mark = 0x80

/** `bytes | 0x80 | 0x00...` to the smallest length of the ladder: the length of a frame must not tell whose it is. */
export function padPacked(bytes: Bytes, what: keyof typeof least): Bytes {
  const padded = new Uint8Array(paddedLength(bytes.length, what))
  padded.set(bytes)
  padded[bytes.length] = mark
  return padded
}

/** Undoes `padPacked`; undefined for any other length, mark or filling than it gives. */
export function unpadPacked(padded: Bytes, what: keyof typeof least): Bytes | undefined {
  let end = padded.length - 1
  while (end >= 0 && padded[end] === 0) end--
  if (end < 0 || padded[end] !== mark) return undefined
  return padded.length === paddedLength(end, what) ? padded.subarray(0, end) : undefined
}

function paddedLength(length: number, what: keyof typeof least): number {
  const missing = Math.max(0, length + 1 - least[what])
  return least[what] + Math.ceil(missing / step) * step
}
