import type { Bytes } from '../bytes/bytes.ts'

/** The bytes are not what the format allows. Carries where and why for a developer; nothing of it is shown. */
export class CborError extends Error {
  override readonly name = 'CborError'
}

/** Integers of the format stay exact as numbers. */
const largest = Number.MAX_SAFE_INTEGER

/**
 * Reads deterministic CBOR (RFC 8949, section 4.2) item by item: integers within ±(2^53 - 1), byte and text strings,
 * arrays, maps, true and false; lengths definite, forms shortest. Everything else throws CborError.
 *
 * A map of the format is closed and its keys ascend, so a caller names the keys in their order: a key twice, out of
 * order or unknown then leaves an item that no one asked for, which is refused as well.
 */
export class CborReader {
  readonly #bytes: Bytes
  #at = 0

  constructor(bytes: Bytes) {
    this.#bytes = bytes
  }

  /** Offset of the next item. */
  get position(): number {
    return this.#at
  }

  /** The input from an offset to here: a whole item as it was written. */
  since(start: number): Bytes {
    return this.#bytes.subarray(start, this.#at)
  }

  /** The major type of the next item, 0 to 7. */
  peekMajor(): number {
    return this.#peek() >> 5
  }

  /** An unsigned integer, at most 2^53 - 1. */
  unsigned(): number {
    return this.#head(0)
  }

  /** An integer of either sign. */
  integer(): number {
    return this.peekMajor() === 1 ? -1 - this.#head(1) : this.#head(0)
  }

  /** A byte string, a view of the input; of this size when one is given. */
  bytes(size?: number): Bytes {
    const length = this.#head(2)
    if (size !== undefined && length !== size) throw this.#wrong(`not ${size} bytes`)
    return this.#take(length)
  }

  /** A text string, valid UTF-8. */
  text(): string {
    return readUtf8(this.#take(this.#head(3)))
  }

  boolean(): boolean {
    const byte = this.#peek()
    if (byte !== 0xf4 && byte !== 0xf5) throw this.#wrong('not a boolean')
    this.#at++
    return byte === 0xf5
  }

  /** Opens an array; of this many items when a count is given. */
  array(count?: number): number {
    const length = this.#head(4)
    if (count !== undefined && length !== count) throw this.#wrong(`not ${count} items`)
    return length
  }

  /** Opens a map whose keys are then asked for in their order. */
  map(): ClosedMap {
    return new ClosedMap(this, this.#head(5))
  }

  /** Steps over the next item if it is this key, an integer or a text; anything malformed there throws. */
  skipKey(key: number | string): boolean {
    const start = this.#at
    const major = this.peekMajor()
    if (major === (typeof key === 'string' ? 3 : key < 0 ? 1 : 0)) {
      if ((major === 3 ? this.text() : this.integer()) === key) return true
    }
    this.#at = start
    return false
  }

  /** Refuses a byte left over. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw this.#wrong('bytes left over')
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  #head(major: number): number {
    const first = this.#peek()
    if (first >> 5 !== major) throw this.#wrong(`not of major type ${major}`)
    this.#at++
    const information = first & 31
    if (information < 24) return information
    if (information > 27) throw this.#wrong('indefinite or reserved length')
    const size = 1 << (information - 24)
    const start = this.#at
    if (start + size > this.#bytes.length) throw this.#wrong('cut')
    let value = 0
    for (let place = 0; place < size; place++) {
      value = value * 256 + (this.#bytes[start + place] ?? 0)
    }
    this.#at = start + size
    if (value > largest) throw this.#wrong('integer too large')
    if (value < (leastOfSize[information - 24] ?? 0)) throw this.#wrong('not in shortest form')
    return value
  }

  #take(length: number): Bytes {
    const start = this.#at
    if (length > this.#bytes.length - start) throw this.#wrong('cut')
    this.#at = start + length
    return this.#bytes.subarray(start, this.#at)
  }

  #peek(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw this.#wrong('cut')
    return byte
  }

  #wrong(why: string): CborError {
    return new CborError(`${why} at ${this.#at}`)
  }
}

/** The least value that needs 1, 2, 4 and 8 bytes. */
const leastOfSize = [24, 0x100, 0x1_0000, 0x1_0000_0000]

/** A map being read: `need` and `has` name its keys in ascending order, `end` refuses what was not named. */
export class ClosedMap {
  readonly #reader: CborReader
  #left: number

  constructor(reader: CborReader, count: number) {
    this.#reader = reader
    this.#left = count
  }

  /** Moves to the value of this key, which must come next. */
  need(key: number | string): void {
    if (!this.has(key)) throw new CborError(`no key ${key} at ${this.#reader.position}`)
  }

  /** Moves to the value of this key if it comes next. */
  has(key: number | string): boolean {
    if (this.#left === 0 || !this.#reader.skipKey(key)) return false
    this.#left--
    return true
  }

  end(): void {
    if (this.#left !== 0) throw new CborError(`unknown key at ${this.#reader.position}`)
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Short ASCII, which most texts here are, is read without the decoder's fixed cost. */
function readUtf8(bytes: Bytes): string {
  if (bytes.length > 48) return decodeUtf8(bytes)
  let text = ''
  for (const byte of bytes) {
    if (byte > 0x7f) return decodeUtf8(bytes)
    text += String.fromCharCode(byte)
  }
  return text
}

function decodeUtf8(bytes: Bytes): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new CborError('not UTF-8')
  }
}
