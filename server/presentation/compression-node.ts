import { deflate, inflate } from 'node:zlib'
import { promisify } from 'node:util'
import type { Compression } from '@etui/shared/status/compression.ts'

// With `info` Node answers both, which its types do not say.
const inflateWithInfo = promisify(inflate) as unknown as (
  bytes: Uint8Array,
  options: object,
) => Promise<{ buffer: Buffer; engine: { bytesWritten: number } }>

const deflateLater = promisify<Uint8Array, object, Buffer>(deflate)

/** ZLIB on Node, off the main thread: a full shard takes milliseconds. */
export const nodeCompression: Compression = {
  async compress(bytes) {
    return new Uint8Array(await deflateLater(bytes, { level: 9 }))
  },
  async decompress(bytes, limit) {
    try {
      const options = { maxOutputLength: limit, info: true }
      const { buffer, engine } = await inflateWithInfo(bytes, options)
      // zlib ignores what follows the stream; the bytes it took tell.
      return engine.bytesWritten === bytes.length ? new Uint8Array(buffer) : undefined
    } catch {
      return undefined
    }
  },
}
