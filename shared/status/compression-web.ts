import { concatBytes, type Bytes } from '../bytes/bytes.ts'
import type { Compression } from './compression.ts'

/** ZLIB by the browser's own streams. */
export const webCompression: Compression = {
  async compress(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  },
  async decompress(bytes, limit) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
    return collect(stream.getReader(), limit)
  },
}

/** A small stream can give gigabytes: it is dropped as soon as it passes the limit. */
async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
): Promise<Bytes | undefined> {
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return concatBytes(...parts)
      length += value.length
      if (length > limit) break
      parts.push(value)
    }
  } catch (error) {
    // The stream's word for bytes that are not ZLIB, cut, or followed by others.
    if (error instanceof TypeError) return undefined
    throw error
  }
  await reader.cancel()
  return undefined
}
