import { promisify } from 'node:util'
import { deflate, inflateSync } from 'node:zlib'
import type { Compression } from '@etui/shared/status/compression.ts'

const compress = promisify(deflate)

/** ZLIB (RFC 1950) by Node, off the main thread where it compresses. */
export const nodeCompression: Compression = {
  compress: async (bytes) => new Uint8Array(await compress(bytes, { level: 9 })),
  decompress(bytes, limit) {
    try {
      const result = inflateSync(bytes, { maxOutputLength: limit, info: true })
      // With `info` Node answers both, which its types do not say.
      const { buffer, engine } = result as unknown as {
        readonly buffer: Buffer
        readonly engine: { readonly bytesWritten: number }
      }
      return engine.bytesWritten === bytes.length ? new Uint8Array(buffer) : undefined
    } catch {
      return undefined
    }
  },
}
