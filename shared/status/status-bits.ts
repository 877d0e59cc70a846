import type { Bytes } from '../bytes/bytes.ts'

/** Bits a status takes: 1 in our lists; the others are read as the draft has them. */
export type StatusWidth = 1 | 2 | 4 | 8

/**
 * The status at an index of a status list, packed from the least significant bit of each byte on
 * (draft-ietf-oauth-status-list, section 4.1); undefined beyond the list.
 */
export function statusAt(list: Bytes, width: StatusWidth, index: number): number | undefined {
  if (!Number.isSafeInteger(index) || index < 0) throw new TypeError('not an index')
  const perByte = 8 / width
  const byte = list[Math.floor(index / perByte)]
  if (byte === undefined) return undefined
  return (byte >> ((index % perByte) * width)) & ((1 << width) - 1)
}

/** Sets the status at an index, in place. Throws TypeError beyond the list or for a status too wide. */
export function setStatus(list: Bytes, width: StatusWidth, index: number, status: number): void {
  const before = statusAt(list, width, index)
  if (before === undefined) throw new TypeError('beyond the list')
  if (!Number.isInteger(status) || status < 0 || status >= 1 << width) {
    throw new TypeError('not a status of this width')
  }
  const perByte = 8 / width
  const place = Math.floor(index / perByte)
  const shift = (index % perByte) * width
  list[place] = ((list[place] ?? 0) ^ (before << shift)) | (status << shift)
}
