import type { Bytes } from '../bytes/bytes.ts'

/**
 * Inflates raw DEFLATE (RFC 1951) with a preset dictionary; undefined when the stream is wrong, is cut, has a byte after
 * its last block, or gives more than `limit` bytes. As strict as zlib about code sets, and stricter about the end.
 *
 * Written here because a reader takes this from strangers: libraries ignore trailing bytes and bad stored lengths, and
 * browsers' own streams know no dictionary.
 */
export function inflateExactly(bytes: Bytes, dictionary: Bytes, limit: number): Bytes | undefined {
  try {
    const output = new Output(dictionary, limit)
    const input = new Bits(bytes)
    let isLast = false
    while (!isLast) {
      isLast = input.take(1) === 1
      inflateBlock(input, output)
    }
    return input.isSpent ? output.result() : undefined
  } catch (error) {
    if (error instanceof WrongStream) return undefined
    throw error
  }
}

class WrongStream extends Error {}

/** Bits from the least significant of each byte on. */
class Bits {
  readonly #bytes: Bytes
  #at = 0
  #held = 0
  #count = 0

  constructor(bytes: Bytes) {
    this.#bytes = bytes
  }

  take(count: number): number {
    while (this.#count < count) {
      this.#held |= this.byte() << this.#count
      this.#count += 8
    }
    const value = this.#held & ((1 << count) - 1)
    this.#held >>>= count
    this.#count -= count
    return value
  }

  byte(): number {
    const byte = this.#bytes[this.#at++]
    if (byte === undefined) throw new WrongStream()
    return byte
  }

  dropToByte(): void {
    this.#held = 0
    this.#count = 0
  }

  get isSpent(): boolean {
    return this.#at === this.#bytes.length
  }
}

class Output {
  readonly #bytes: Bytes
  readonly #start: number
  #at: number

  constructor(dictionary: Bytes, limit: number) {
    this.#bytes = new Uint8Array(dictionary.length + limit)
    this.#bytes.set(dictionary)
    this.#start = dictionary.length
    this.#at = dictionary.length
  }

  put(byte: number): void {
    if (this.#at === this.#bytes.length) throw new WrongStream()
    this.#bytes[this.#at++] = byte
  }

  repeat(distance: number, length: number): void {
    if (distance > this.#at) throw new WrongStream()
    for (let left = length; left > 0; left--) this.put(this.#bytes[this.#at - distance] ?? 0)
  }

  result(): Bytes {
    return this.#bytes.slice(this.#start, this.#at)
  }
}

function inflateBlock(input: Bits, output: Output): void {
  switch (input.take(2)) {
    case 0:
      return copyStored(input, output)
    case 1:
      return inflateCodes(input, output, fixedLengths, fixedDistances)
    case 2: {
      const { lengths, distances } = readCodes(input)
      return inflateCodes(input, output, lengths, distances)
    }
    default:
      throw new WrongStream()
  }
}

function copyStored(input: Bits, output: Output): void {
  input.dropToByte()
  const length = input.take(16)
  if ((length ^ input.take(16)) !== 0xffff) throw new WrongStream()
  for (let left = length; left > 0; left--) output.put(input.byte())
}

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
]
const lengthBits = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12289, 16385, 24577,
]

function inflateCodes(input: Bits, output: Output, lengths: Huffman, distances: Huffman): void {
  for (;;) {
    const symbol = lengths.next(input)
    if (symbol === 256) return
    if (symbol < 256) {
      output.put(symbol)
      continue
    }
    const base = lengthBase[symbol - 257]
    if (base === undefined) throw new WrongStream()
    const length = base + input.take(lengthBits[symbol - 257] ?? 0)
    const far = distances.next(input)
    const farBase = distanceBase[far]
    if (farBase === undefined) throw new WrongStream()
    output.repeat(farBase + input.take(far < 4 ? 0 : (far >> 1) - 1), length)
  }
}

/** A canonical code: how many codes each length has, and the symbols in the order of their codes. */
class Huffman {
  readonly #counts = new Uint16Array(16)
  readonly #symbols = new Uint16Array(288)

  /** Refuses more codes than fit, and fewer than fill, but for a set of none or of one of length 1 where it may be. */
  constructor(codeLengths: readonly number[], mayBeIncomplete = false) {
    for (const length of codeLengths) this.#counts[length] = (this.#counts[length] ?? 0) + 1
    this.#counts[0] = 0
    let free = 1
    let used = 0
    const next = new Uint16Array(16)
    for (const [length, count] of this.#counts.entries()) {
      if (length > 0) free = free * 2 - count
      if (free < 0) throw new WrongStream()
      next[length] = used
      used += count
    }
    for (let symbol = 0; symbol < codeLengths.length; symbol++) {
      const length = codeLengths[symbol] ?? 0
      if (length === 0) continue
      const place = next[length] ?? 0
      next[length] = place + 1
      this.#symbols[place] = symbol
    }
    const isSingle = used === 0 || (used === 1 && this.#counts[1] === 1)
    if (free > 0 && !(mayBeIncomplete && isSingle)) throw new WrongStream()
  }

  next(input: Bits): number {
    let code = 0
    let first = 0
    let index = 0
    for (let length = 1; length <= 15; length++) {
      code |= input.take(1)
      const count = this.#counts[length] ?? 0
      if (code - first < count) return this.#symbols[index + code - first] ?? 0
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw new WrongStream()
  }
}

const fixedLengths = new Huffman(
  Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  ),
)
const fixedDistances = new Huffman(Array.from({ length: 32 }, () => 5))

const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

function readCodes(input: Bits): { lengths: Huffman; distances: Huffman } {
  const lengthCount = input.take(5) + 257
  const distanceCount = input.take(5) + 1
  const ownCount = input.take(4) + 4
  if (lengthCount > 286 || distanceCount > 30) throw new WrongStream()
  const own = Array.from({ length: 19 }, () => 0)
  for (const symbol of orderOfLengths.slice(0, ownCount)) own[symbol] = input.take(3)
  const all = readCodeLengths(input, new Huffman(own), lengthCount + distanceCount)
  // A block that cannot end is no block.
  if (all[256] === 0) throw new WrongStream()
  return {
    lengths: new Huffman(all.slice(0, lengthCount), true),
    distances: new Huffman(all.slice(lengthCount), true),
  }
}

function readCodeLengths(input: Bits, code: Huffman, count: number): number[] {
  const lengths: number[] = []
  while (lengths.length < count) {
    const symbol = code.next(input)
    if (symbol < 16) {
      lengths.push(symbol)
      continue
    }
    const previous = symbol === 16 ? lengths.at(-1) : 0
    if (previous === undefined) throw new WrongStream()
    const times =
      symbol === 16 ? 3 + input.take(2) : symbol === 17 ? 3 + input.take(3) : 11 + input.take(7)
    for (let left = times; left > 0; left--) lengths.push(previous)
  }
  if (lengths.length > count) throw new WrongStream()
  return lengths
}
