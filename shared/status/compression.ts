import type { Awaitable, Bytes } from '../bytes/bytes.ts'

/** ZLIB (RFC 1950), which status lists are compressed with. */
export interface Compression {
  compress(bytes: Bytes): Awaitable<Bytes>
  /** Undefined when the stream is wrong, has bytes after its end, or gives more than `limit` bytes. */
  decompress(bytes: Bytes, limit: number): Awaitable<Bytes | undefined>
}
