import type { Bytes } from '../bytes/bytes.ts'
import { concatBytes, utf8 } from '../bytes/bytes.ts'

/** What the format can say. A `Map` keeps integer keys; its order does not matter, the writer sorts. */
export type CborValue =
  | number
  | string
  | boolean
  | Bytes
  | readonly CborValue[]
  | ReadonlyMap<number | string, CborValue>
  | Encoded

/** An item already encoded, put in as it is. */
export class Encoded {
  readonly bytes: Bytes

  constructor(bytes: Bytes) {
    this.bytes = bytes
  }
}

/**
 * Deterministic CBOR (RFC 8949, section 4.2.1): shortest forms, map keys ascending by their bytes. Throws TypeError on
 * a number that is not an integer within ±(2^53 - 1), and on a text with a lone surrogate.
 */
export function encodeCbor(value: CborValue): Bytes {
  if (typeof value === 'number') return encodeInteger(value)
  if (typeof value === 'boolean') return new Uint8Array([value ? 0xf5 : 0xf4])
  if (typeof value === 'string') return encodeText(value)
  if (value instanceof Uint8Array) return concatBytes(encodeHead(2, value.length), value)
  if (value instanceof Encoded) return value.bytes
  if (value instanceof Map) return encodeMap(value)
  if (Array.isArray(value)) {
    return concatBytes(encodeHead(4, value.length), ...value.map((item) => encodeCbor(item)))
  }
  throw new TypeError('not a value of the format')
}

/** The head of an item (RFC 8949, section 3): major type 0 to 7 and its argument in the shortest form. */
export function encodeHead(major: number, argument: number): Bytes {
  const type = major << 5
  if (argument < 24) return new Uint8Array([type | argument])
  if (argument < 0x100) return new Uint8Array([type | 24, argument])
  if (argument < 0x1_0000) return new Uint8Array([type | 25, argument >> 8, argument & 0xff])
  const isLong = argument > 0xffff_ffff
  const head = new Uint8Array(isLong ? 9 : 5)
  head[0] = type | (isLong ? 27 : 26)
  const view = new DataView(head.buffer)
  if (isLong) view.setUint32(1, Math.floor(argument / 0x1_0000_0000))
  view.setUint32(head.length - 4, argument % 0x1_0000_0000)
  return head
}

function encodeInteger(value: number): Bytes {
  if (!Number.isSafeInteger(value)) throw new TypeError('not an exact integer')
  return value < 0 ? encodeHead(1, -1 - value) : encodeHead(0, value)
}

function encodeText(text: string): Bytes {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate')
  const bytes = utf8(text)
  return concatBytes(encodeHead(3, bytes.length), bytes)
}

function encodeMap(map: ReadonlyMap<number | string, CborValue>): Bytes {
  const entries = [...map].map(([key, value]) => ({
    key: encodeCbor(key),
    value: encodeCbor(value),
  }))
  entries.sort((one, other) => compareBytes(one.key, other.key))
  return concatBytes(
    encodeHead(5, entries.length),
    ...entries.flatMap((entry) => [entry.key, entry.value]),
  )
}

function compareBytes(one: Bytes, other: Bytes): number {
  const shorter = Math.min(one.length, other.length)
  for (let at = 0; at < shorter; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return difference
  }
  return one.length - other.length
}
